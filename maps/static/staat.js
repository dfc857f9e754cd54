/* Links that carry what is shown: #scenario=drie-hubs&minutes=10&mode=cargo_bike, #kaart=wijk&laag=2, #op=52.25,6.16,14.
   The address follows what the reader chooses, so that it can be kept or sent. Nothing is loaded or sent here. */
(function () {
  'use strict';

  function read() {
    var found = {};
    window.location.hash.slice(1).split('&').forEach(function (part) {
      var at = part.indexOf('=');
      if (at > 0) { try { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (broken) { /* no value */ } }
    });
    return found;
  }

  function write(changes) {
    var now = read();
    Object.keys(changes).forEach(function (key) { if (changes[key] === null) { delete now[key]; } else { now[key] = changes[key]; } });
    var hash = Object.keys(now).map(function (key) { return key + '=' + encodeURIComponent(now[key]).replace(/%2C/g, ','); }).join('&');
    try { window.history.replaceState(null, '', '#' + hash); } catch (refused) { /* the address stays as it was */ }
  }

  function choices(map) {
    return Array.from(map.wijk.layers.values()).filter(function (layer) { return layer.wijkSpec.one; });
  }

  function show(map, layer) {
    choices(map).forEach(function (other) { if (other !== layer && map.hasLayer(other)) { map.removeLayer(other); } });
    map.addLayer(layer);
  }

  function agrees(layer, wanted) {
    var says = layer.wijkSpec.says || {};
    return ['minutes', 'mode'].every(function (key) { return !(key in wanted) || String(says[key]) === wanted[key]; });
  }

  function apply() {
    var wanted = read(), first = null;
    window.wijk.maps.forEach(function (map) {
      var spec = map.wijk.spec, limited = 'minutes' in wanted || 'mode' in wanted, named = wanted.kaart === spec.key;
      if ('scenario' in wanted && spec.scenario !== wanted.scenario && !named) { return; }
      if ('kaart' in wanted && !named) { return; }
      var found = named && 'laag' in wanted ? choices(map)[Number(wanted.laag)] : null;
      if (!found && limited) { found = choices(map).filter(function (layer) { return agrees(layer, wanted); })[0]; }
      if (found) { show(map, found); }
      var place = (wanted.op || '').split(',').map(Number);
      if ((named || !('kaart' in wanted)) && place.length >= 2 && place.every(isFinite)) { map.setView([place[0], place[1]], place[2] || 14, { animate: false }); }
      if (!first && (named || found || ('scenario' in wanted && spec.scenario))) { first = map; }
    });
    if (first) { first.getContainer().closest('figure').scrollIntoView(); }
  }

  function follow(map) {
    if (!map.wijk.spec.key) { return; }
    map.on('baselayerchange', function (event) {
      var spec = map.wijk.spec, says = event.layer.wijkSpec.says || {};
      write({
        scenario: spec.scenario || null, minutes: 'minutes' in says ? says.minutes : null, mode: says.mode || null,
        kaart: spec.key, laag: choices(map).indexOf(event.layer)
      });
    });
    /* Only what the reader did: a map also zooms when it is fitted to its frame. */
    ['pointerdown', 'keydown', 'wheel'].forEach(function (kind) {
      map.getContainer().addEventListener(kind, function () { map.wijk.ready = true; }, { passive: true });
    });
    map.on('dragend zoomend', function () {
      if (!map.wijk.ready) { return; }
      var middle = map.getCenter();
      write({ kaart: map.wijk.spec.key, op: [middle.lat.toFixed(5), middle.lng.toFixed(5), map.getZoom()].join(',') });
    });
  }

  window.addEventListener('load', function () {
    window.wijk.maps.forEach(follow);
    apply();
  });
  window.addEventListener('hashchange', apply);
})();
