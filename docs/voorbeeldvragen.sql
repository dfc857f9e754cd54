-- Voorbeeldvragen / example questions: marts and share, as wijk_researcher. Each stands by itself and is run in the tests.

-- 1. Dekking per wijk: vier maten, nooit samengevoegd. Coverage by wijk: four measures, never merged.
SELECT wijkcode, wijknaam, measure, mode, minutes, round(value::numeric, 2) AS value, status
FROM marts.coverage_wijk WHERE scenario = 'baseline' ORDER BY wijkcode, measure, mode, minutes;

-- 2. Contactminuten per leverancier en maand. Contact minutes by supplier and month.
SELECT supplier_id, month, sum(deliveries) AS deliveries, round(sum(contact_minutes)::numeric) AS contact_minutes
FROM marts.delivery_month GROUP BY supplier_id, month ORDER BY supplier_id, month;

-- 3. Kilometers per goederenstroom. Kilometres by flow of goods.
SELECT supplier_name, hub_name, round(sum(supplier_km)::numeric) AS supplier_km, round(sum(delivery_km)::numeric) AS delivery_km
FROM marts.supplier_flow WHERE scenario = 'baseline' GROUP BY supplier_name, hub_name ORDER BY supplier_km DESC NULLS LAST;

-- 4. Andere keuzes van centra. Alternatives for the hubs.
SELECT * FROM marts.hub_alternatives ORDER BY scenario, hub_id LIMIT 50;

-- 5. Kwetsbaar en in beeld, per buurt. Expected frail and known, by buurt.
SELECT buurtcode, buurtnaam, expected_frail, expected_frail_low, expected_frail_high, known_addresses_12m, deliveries_12m
FROM marts.buurt_overview WHERE scenario = 'baseline' ORDER BY expected_frail DESC NULLS LAST LIMIT 20;

-- 6. Wat gedeeld is, en welke versie. What is shared, and which version.
SELECT area.area_name, area.expected_frail, area.deliveries, release.release, release.checksum
FROM share.area AS area
JOIN (SELECT DISTINCT ON (region) region, release, checksum FROM share.release ORDER BY region, release DESC) AS release
  USING (region)
WHERE area.area_kind = 'wijk' ORDER BY area.area_code;
