/* Buurtbeelden: a click on an area of a map offers its page, and the small map of such a page. Text is set as text. */
(function () {
  'use strict';

  var data = window.WIJK || { areas: {} };
  var pages = {};
  (data.pages || []).forEach(function (code) { pages[code] = true; });

  function offer(path, code, name, folder) {
    path.bindPopup(function () {
      var link = document.createElement('a');
      link.href = folder + code + '.html';
      link.textContent = data.offer + ' ' + name;
      return link;
    }, { className: 'wijk-popup', closeButton: false });
    path.on('popupopen', function () { path.closeTooltip(); });
  }

  var drawn = window.wijk.areas;
  window.wijk.areas = function (map, spec) {
    var layer = drawn(map, spec), shapes = data.areas[spec.of];
    layer.eachLayer(function (path) {
      var code = path.feature.properties.k;
      if (pages[code] && path.options.interactive !== false) { offer(path, code, shapes.names[code], 'buurtbeeld/'); }
    });
    return layer;
  };

  window.wijk.picture = function (spec) {
    var box = document.getElementById('kaart'), shapes = data.areas[spec.kind], buurten = data.areas.buurt;
    var own = shapes ? shapes.features.filter(function (feature) { return feature.properties.k === spec.code; }) : [];
    if (!own.length) { box.parentNode.classList.add('empty'); return; }
    var bounds = L.geoJSON(own[0]).getBounds().pad(0.12);
    var map = L.map(box, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, scrollWheelZoom: false });
    window.wijk.setup(map, { bounds: bounds });
    L.geoJSON(buurten.features, {
      pane: 'areas', renderer: map.wijk.areas, smoothFactor: 0.6,
      style: function () { return { color: '#4a5560', weight: 0.8, opacity: 0.8, fill: true, fillOpacity: 0 }; },
      onEachFeature: function (feature, path) {
        var code = feature.properties.k, name = document.createElement('span');
        name.textContent = buurten.names[code];
        path.bindTooltip(name, { sticky: true, opacity: 1, className: 'wijk-tip' });
        if (pages[code] && code !== spec.code) { offer(path, code, buurten.names[code], ''); }
      }
    }).addTo(map);
    L.geoJSON(own[0], {
      pane: 'shapes', renderer: map.wijk.shapes, interactive: false, smoothFactor: 0.6,
      style: { color: '#d55e00', weight: 3.5, opacity: 1, fill: false }
    }).addTo(map);
    var beeld = window.WIJK_BEELD || { points: [], styles: [] }, shown = bounds.pad(0.25);
    var near = beeld.points.filter(function (point) { return shown.contains(point.at); });
    window.wijk.points(map, { key: 'beeld', points: near, styles: beeld.styles }).addTo(map);
  };
})();
