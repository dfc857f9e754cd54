"""The files of ``deploy/`` hold together: what they start is there, what they set is read, what they need is set."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

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
)
COMPOSE = of(
    {
        "name": TEXT,
        "services": {"type": "object", "additionalProperties": SERVICE},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
    },
    **{"x-platform": {"type": "object"}},
)
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


@pytest.mark.parametrize(("path", "schema"), [("compose.yaml", COMPOSE), ("kubernetes/values.yaml", VALUES)])
def test_a_file_has_the_keys_that_its_program_knows_and_no_others(path: str, schema: dict[str, Any]) -> None:
    jsonschema.validate(read(path), schema, cls=jsonschema.Draft202012Validator)


def test_compose_starts_programs_that_are_there_and_waits_for_services_and_volumes_that_exist() -> None:
    compose = read("compose.yaml")
    services = compose["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service["volumes"]:
            source = volume.rpartition(":")[0]
            assert source in compose["volumes"] or source.startswith("${WIJK_WORKSPACES"), volume
        if "command" in service:
            assert Path(command(service["command"])[0]).is_file(), name
            assert service["command"][0] in PROGRAMS
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    port = services["code"]["command"][services["code"]["command"].index("-p") + 1]
    [location] = read("workspace.yaml")["load_from"]
    assert location["grpc_server"] == {"host": "code", "port": int(port), "location_name": "wijkplan"}


SECRETS = {"WIJK_PSEUDONYM_KEY", "WIJK_RETIRED_KEYS"}
"""What a secret of the cluster holds, not the values."""


def test_every_variable_that_deploy_sets_is_read_by_the_platform() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    code += (ROOT / "geo" / "db" / "connection.py").read_text(encoding="utf-8")
    named = set(read("compose.yaml")["services"]["daemon"]["environment"])
    [deployment] = read("kubernetes/values.yaml")["dagster-user-deployments"]["deployments"]
    named |= {each["name"] for each in deployment["env"]}
    assert {name for name in named if f'"{name}"' not in code} == set()
    assert set(TIMES) - {"WIJK_REFRESH"} <= named
    assert set(Home(Path("/x")).environment()) - SECRETS <= {each["name"] for each in deployment["env"]}


def test_no_secret_stands_in_the_files_of_deploy() -> None:
    for path in DEPLOY.rglob("*.y*ml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"(PASSWORD|KEY|SMTP): ", line):
                assert "${" in line, line


def test_what_is_no_program_of_dagster_is_not_started() -> None:
    with pytest.raises(ValueError, match="starts dagster"):
        command(["sh", "-c", "true"])
