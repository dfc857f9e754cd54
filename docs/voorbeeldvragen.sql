-- Voorbeeldvragen / example questions: marts and share, as wijk_researcher. Each stands by itself, is run in the tests, and
-- has a notebook in docs/notebooks. Where one gemeente is meant, write its code in place of the SELECT min(...).

-- 1. Dekking per wijk: vier maten, nooit samengevoegd. Coverage by wijk: four measures, never merged.
SELECT wijkcode, wijknaam, measure, mode, minutes, round(value::numeric, 2) AS value, status
FROM marts.coverage_wijk
WHERE scenario = 'baseline' AND gemeentecode = (SELECT min(gemeentecode) FROM marts.coverage_wijk)
ORDER BY wijkcode, measure, mode, minutes;

-- 2. Dekking per buurt en maand: wie is gezien, naast wie er verwacht wordt. Coverage by buurt and month: who was seen, beside who is expected.
SELECT month, buurtcode, buurtnaam, addresses, contact_addresses, round(expected_frail::numeric, 1) AS expected_frail,
       round(seen_share::numeric, 2) AS seen_share
FROM marts.coverage_month
WHERE gemeentecode = (SELECT min(gemeentecode) FROM marts.coverage_month)
ORDER BY month, buurtcode;

-- 3. Contactminuten per leverancier en wijk. Contact minutes by supplier and wijk.
SELECT supplier_id, wijkcode, sum(deliveries) AS deliveries, round(sum(contact_minutes)::numeric) AS contact_minutes,
       round((sum(contact_minutes) / nullif(sum(contact_deliveries), 0))::numeric, 1) AS minutes_a_contact
FROM marts.supplier_wijk
WHERE gemeentecode = (SELECT min(gemeentecode) FROM marts.supplier_wijk)
GROUP BY supplier_id, wijkcode ORDER BY supplier_id, wijkcode;

-- 4. Leveringen en contact per maand. Deliveries and contact by month.
SELECT hub_id, month, sum(deliveries) AS deliveries, sum(contact_deliveries) AS contact_deliveries,
       round(sum(contact_minutes)::numeric) AS contact_minutes
FROM marts.delivery_month
WHERE gemeentecode = (SELECT min(gemeentecode) FROM marts.delivery_month)
GROUP BY hub_id, month ORDER BY hub_id, month;

-- 5. Kilometers per goederenstroom. Kilometres by flow of goods.
SELECT supplier_name, hub_name, channel, sum(deliveries) AS deliveries, round(sum(supplier_km)::numeric) AS supplier_km,
       round(sum(delivery_km)::numeric) AS delivery_km
FROM marts.supplier_flow
WHERE scenario = 'baseline' AND gemeentecode = (SELECT min(gemeentecode) FROM marts.supplier_flow)
GROUP BY supplier_name, hub_name, channel ORDER BY supplier_km DESC NULLS LAST, supplier_name, hub_name, channel;

-- 6. Andere keuzes van centra naast die van nu. Alternatives for the hubs beside those of today.
SELECT region, scenario, hubs, open_hubs, status, gap, round(mean_minutes::numeric, 1) AS mean_minutes,
       round(reachable_share::numeric, 2) AS reachable_share, round(yearly_eur::numeric) AS yearly_eur
FROM marts.hub_alternatives ORDER BY region, scenario;

-- 7. Verwacht tegenover gekomen. Forecast against actual.
SELECT hub_id, forecast_date, service_date AS made_on, round(expected::numeric, 1) AS expected,
       round(low::numeric, 1) AS low, round(high::numeric, 1) AS high, actual, held
FROM marts.forecast_actual
WHERE gemeentecode = (SELECT min(gemeentecode) FROM marts.forecast_actual)
ORDER BY forecast_date DESC, hub_id, made_on LIMIT 500;

-- 8. Kwetsbaar en in beeld: waar wonen zij, en wie is bekend. Frail and in view: where they live, and who is known.
SELECT region, buurtcode, buurtnaam, round(expected_frail::numeric, 1) AS expected_frail,
       round(expected_frail_low::numeric, 1) AS low, round(expected_frail_high::numeric, 1) AS high, known_addresses_12m
FROM marts.buurt_overview WHERE scenario = 'baseline'
ORDER BY buurt_overview.expected_frail DESC NULLS LAST, buurtcode LIMIT 20;

-- 9. Wat gedeeld is, en welke versie. What is shared, and which version.
SELECT area.area_name, area.expected_frail, area.deliveries, release.release, release.checksum
FROM share.area AS area
JOIN (SELECT DISTINCT ON (region) region, release, checksum FROM share.release ORDER BY region, release DESC) AS release
  USING (region)
WHERE area.area_kind = 'wijk' ORDER BY area.area_code;
