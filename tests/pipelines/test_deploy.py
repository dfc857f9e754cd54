"""The files of ``deploy/`` hold together: what they start is there, what they set is read, what they need is set."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from geo.db.models import table
from pipelines.home import Home
from pipelines.schedules import TIMES
from pipelines.serve import PROGRAMS, command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
TEXT, FLAG, COUNT = {"type": "string"}, {"type": "boolean"}, {"type": "integer", "minimum": 0}


def of(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """A schema of a mapping that has these keys and no others."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(each: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": each, "minItems": 1}


MAPPING = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}
HEALTH = of({"test": listed(TEXT), "interval": TEXT, "timeout": TEXT, "retries": COUNT}, start_period=TEXT)
NEEDS = {
    "type": "object",
    "additionalProperties": of({"condition": {"enum": ["service_healthy", "service_started"]}}),
}
SERVICE = of(
    {"image": TEXT, "restart": {"enum": ["unless-stopped"]}},
    build=of({"context": TEXT, "dockerfile": TEXT}),
    environment=MAPPING,
    volumes=listed(TEXT),
    depends_on=NEEDS,
    command=listed(TEXT),
    healthcheck=HEALTH,
    ports=listed({"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"}),  # nothing listens to the outside
    shm_size=TEXT,
    profiles=listed(TEXT),
)
COMPOSE = of(
    {
        "name": TEXT,
        "services": {"type": "object", "additionalProperties": SERVICE},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
    },
    **{"x-platform": {"type": "object"}},
)
CRS = "http://www.opengis.net/def/crs/"
COLLECTION = of(
    {
        "type": {"const": "collection"}, "title": TEXT, "description": TEXT, "keywords": listed(TEXT), "links": {"type": "array"},
        "extents": of({"spatial": of({"bbox": {"type": "array", "minItems": 4, "maxItems": 4}, "crs": {"const": f"{CRS}OGC/1.3/CRS84"}})}),
        "providers": listed(
            of(
                {
                    "type": {"const": "feature"}, "name": {"const": "PostgreSQL"}, "id_field": TEXT, "table": TEXT, "geom_field": TEXT,
                    "properties": listed(TEXT),
                    "data": of({"host": TEXT, "port": COUNT, "dbname": TEXT, "user": TEXT, "password": TEXT, "search_path": {"const": ["share"]}}),
                    "storage_crs": {"const": f"{CRS}EPSG/0/28992"}, "crs": listed({"type": "string", "pattern": f"^{CRS}"}),
                }
            )
        ),
    }
)  # fmt: skip
FEATURES = of(
    {
        "server": of(
            {"bind": of({"host": TEXT, "port": COUNT}), "url": TEXT, "mimetype": TEXT, "encoding": TEXT, "language": TEXT, "map": MAPPING},
            gzip=FLAG, cors=FLAG, pretty_print=FLAG, admin={"const": False}, limits=of({"default_items": COUNT, "max_items": COUNT}),
        ),
        "logging": of({"level": {"enum": ["ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"]}}),
        "metadata": of(
            {
                "identification": of(
                    {"title": TEXT, "description": TEXT, "keywords": listed(TEXT), "keywords_type": TEXT, "terms_of_service": TEXT, "url": TEXT}
                ),
                "license": MAPPING, "provider": MAPPING, "contact": MAPPING,
            }
        ),
        "resources": {"type": "object", "additionalProperties": COLLECTION},
    }
)  # fmt: skip
"""The keys of pygeoapi's configuration that are used here."""
RESOURCES = of({"requests": MAPPING, "limits": MAPPING})
VALUES = of(
    {
        "dagster-user-deployments": of(
            {
                "enabled": FLAG,
                "enableSubchart": FLAG,
                "deployments": listed(
                    of(
                        {
                            "name": TEXT,
                            "image": of({"repository": TEXT, "tag": TEXT, "pullPolicy": TEXT}),
                            "dagsterApiGrpcArgs": listed(TEXT),
                            "port": COUNT,
                        },
                        envSecrets=listed(of({"name": TEXT})),
                        env=listed(of({"name": TEXT, "value": TEXT})),
                        volumes=listed({"type": "object"}),
                        volumeMounts=listed(of({"name": TEXT, "mountPath": TEXT})),
                        includeConfigInLaunchedRuns=of({"enabled": FLAG}),
                        resources=RESOURCES,
                    )
                ),
            }
        ),
        "runLauncher": of(
            {
                "type": {"const": "K8sRunLauncher"},
                "config": of(
                    {"k8sRunLauncher": of({"loadInclusterConfig": FLAG}, imagePullPolicy=TEXT, resources=RESOURCES)}
                ),
            }
        ),
        "dagsterDaemon": of(
            {"enabled": FLAG, "runCoordinator": {"type": "object"}},
            runMonitoring=of(
                {"enabled": FLAG, "startTimeoutSeconds": COUNT, "maxResumeRunAttempts": COUNT},
                pollIntervalSeconds=COUNT,
            ),
            runRetries=of({"enabled": FLAG}, maxRetries=COUNT),
        ),
        "concurrency": of({"pools": of({"granularity": {"const": "run"}, "defaultLimit": COUNT})}),
        "postgresql": of(
            {"enabled": {"const": False}, "postgresqlHost": TEXT, "postgresqlUsername": TEXT},
            postgresqlDatabase=TEXT,
            service=of({"port": COUNT}),
        ),
    },
    dagsterWebserver={"type": "object"},
    telemetry=of({"enabled": {"const": False}}),
    generatePostgresqlPasswordSecret=FLAG,
    **{"global": of({"postgresqlSecretName": TEXT})},
)


def read(path: str) -> Any:
    return yaml.safe_load((DEPLOY / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "schema"), [("compose.yaml", COMPOSE), ("kubernetes/values.yaml", VALUES), ("features.yaml", FEATURES)]
)
def test_a_file_has_the_keys_that_its_program_knows_and_no_others(path: str, schema: dict[str, Any]) -> None:
    jsonschema.validate(read(path), schema, cls=jsonschema.Draft202012Validator)


def test_compose_starts_programs_that_are_there_and_waits_for_services_and_volumes_that_exist() -> None:
    compose = read("compose.yaml")
    services = compose["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service["volumes"]:
            source = volume.rpartition(":")[0]
            assert (
                source in compose["volumes"] or source.startswith("${WIJK_WORKSPACES") or (DEPLOY / source).is_file()
            ), volume
        if "command" in service:
            assert Path(command(service["command"])[0]).is_file(), name
            assert service["command"][0] in PROGRAMS
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    port = services["code"]["command"][services["code"]["command"].index("-p") + 1]
    [location] = read("workspace.yaml")["load_from"]
    assert location["grpc_server"] == {"host": "code", "port": int(port), "location_name": "wijkplan"}


def test_features_are_served_by_a_login_of_the_public_over_columns_of_share_that_are_there() -> None:
    service = read("compose.yaml")["services"]["features"]
    assert service["profiles"] == ["features"]  # off unless it is asked for
    assert not {"WIJK_DATABASE_URL", "WIJK_PSEUDONYM_KEY"} & set(service["environment"])
    text = (DEPLOY / "features.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(service["environment"])
    for name, collection in read("features.yaml")["resources"].items():
        [provider] = collection["providers"]
        columns = table(f"share.{provider['table']}").columns
        assert provider["table"] == name
        assert {provider["id_field"], provider["geom_field"]} <= set(columns.keys())
        assert columns[provider["id_field"]].primary_key
        hidden = {provider["geom_field"], "run_id"}  # the shape is no property; the run is nobody's affair outside
        assert provider["properties"] == [each for each in columns.keys() if each not in hidden]  # noqa: SIM118
        assert provider["data"]["user"] == "wijk_features"
        assert provider["data"]["password"] == "${WIJK_FEATURES_PASSWORD}"
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    assert "CREATE ROLE wijk_features LOGIN PASSWORD '...' IN ROLE wijk_public;" in runbook


SECRETS = {"WIJK_PSEUDONYM_KEY", "WIJK_RETIRED_KEYS"}
"""What a secret of the cluster holds, not the values."""


def test_every_variable_that_deploy_sets_is_read_by_the_platform(tmp_path: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    code += (ROOT / "geo" / "db" / "connection.py").read_text(encoding="utf-8")
    named = set(read("compose.yaml")["services"]["daemon"]["environment"])
    [deployment] = read("kubernetes/values.yaml")["dagster-user-deployments"]["deployments"]
    named |= {each["name"] for each in deployment["env"]}
    assert {name for name in named if f'"{name}"' not in code} == set()
    assert set(TIMES) - {"WIJK_REFRESH"} <= named
    assert set(Home(tmp_path).environment()) - SECRETS <= {each["name"] for each in deployment["env"]}


def test_no_secret_stands_in_the_files_of_deploy() -> None:
    for path in DEPLOY.rglob("*.y*ml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"(PASSWORD|KEY|SMTP): ", line):
                assert "${" in line, line


def test_what_is_no_program_of_dagster_is_not_started() -> None:
    with pytest.raises(ValueError, match="starts dagster"):
        command(["sh", "-c", "true"])
