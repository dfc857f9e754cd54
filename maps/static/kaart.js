/* Draws the maps of the site: the base map, areas, lines and points handed over by maps/layers.py.
   Every text of the data is set with textContent; nothing here writes HTML from data and nothing loads anything. */
(function () {
  'use strict';

  var data = window.WIJK || { base: { features: [], places: [] }, areas: {} };
  var printing = false;
  var maps = [];

  var LIGHT = {
    built_up: '#e9e6e0', green: '#dce8d4', water: '#bcd4e6', waterway: '#a9c6dc',
    path: '#d9d4cb', minor: '#ffffff', middle: '#ffffff', major: '#fffaf0', casing: '#c9c3b8',
    railway: '#8d8d8d', border: '#4a5560', label: '#1d2a35', halo: '#ffffff'
  };
  var DARK = {
    built_up: '#262b31', green: '#1f2e25', water: '#1c3a52', waterway: '#28506e',
    path: '#353b43', minor: '#444c56', middle: '#566069', major: '#707a85', casing: '#14181c',
    railway: '#8a8f96', border: '#aeb9c4', label: '#eef2f5', halo: '#11161b'
  };
  var WIDTHS = { waterway: 1.2, path: 0.5, minor: 0.7, middle: 1.4, major: 2.2, railway: 1 };
  var PLACE_ZOOM = [0, 0, 11.5, 11.5, 13.5, 13.5, 13.5];

  function palette() { return window.wijkWeergave.isDark() && !printing ? DARK : LIGHT; }

  function baseStyle(name) {
    var colours = palette();
    if (name === 'built_up' || name === 'green' || name === 'water') {
      return { stroke: false, fill: true, fillColor: colours[name], fillOpacity: 1, interactive: false, fillRule: 'evenodd' };
    }
    return {
      stroke: true, fill: false, color: colours[name], weight: WIDTHS[name], opacity: name === 'waterway' ? 1 : 0.7, interactive: false,
      dashArray: name === 'railway' ? '5 4' : null
    };
  }

  function pane(map, name, order, passive) {
    var element = map.createPane(name);
    element.style.zIndex = order;
    if (passive) { element.style.pointerEvents = 'none'; element.setAttribute('aria-hidden', 'true'); }
    return element;
  }

  function panes(map) {
    pane(map, 'land', 210, true);
    pane(map, 'areas', 300, false);
    pane(map, 'over', 310, true);
    pane(map, 'network', 330, true);
    pane(map, 'shapes', 420, false);
    pane(map, 'places', 560, true);
    pane(map, 'points', 600, false);
    map.wijk.areas = L.svg({ pane: 'areas', padding: 0.3 });
    map.wijk.over = L.svg({ pane: 'over', padding: 0.3 });
    map.wijk.shapes = L.svg({ pane: 'shapes', padding: 0.3 });
  }

  /* Base maps below the screen wait until the reader comes near them: a page of many maps opens as fast as one of one. */
  var waiting = new Map();
  var near = 'IntersectionObserver' in window ? new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) { if (entry.isIntersecting) { drawWaiting(entry.target); } });
  }, { rootMargin: '600px' }) : null;

  function drawWaiting(element) {
    var map = waiting.get(element);
    if (!map) { return; }
    waiting.delete(element);
    near.unobserve(element);
    drawBase(map);
  }

  function drawAll() { Array.from(waiting.keys()).forEach(drawWaiting); }

  function drawBase(map) {
    var land = L.canvas({ pane: 'land', padding: 0.3 });
    var network = L.canvas({ pane: 'network', padding: 0.3 });
    var layers = data.base.features.map(function (feature) {
      var name = feature.properties.s;
      var below = ['built_up', 'green', 'minor', 'path'].indexOf(name) >= 0;
      var options = { renderer: below ? land : network, pane: below ? 'land' : 'network', smoothFactor: 1.2 };
      var layer = L.geoJSON(feature, L.extend({ style: L.extend(baseStyle(name), options) }, options));
      layer.wijkStyle = name;
      return layer.addTo(map);
    });
    map.wijk.base = layers;
    var places = L.layerGroup().addTo(map);
    data.base.places.forEach(function (place) {
      var element = document.createElement('span');
      element.textContent = place.n;
      var icon = L.divIcon({ className: 'wijk-place rank-' + Math.min(place.r, 4), html: element, iconSize: [0, 0] });
      var marker = L.marker(place.at, { icon: icon, pane: 'places', interactive: false, keyboard: false });
      marker.wijkRank = place.r;
      map.wijk.places.push(marker);
    });
    function labels() {
      var zoom = map.getZoom(), taken = [];
      map.wijk.places.forEach(function (marker) {
        var at = map.latLngToContainerPoint(marker.getLatLng());
        var clash = taken.some(function (other) { return Math.abs(other.x - at.x) < 90 && Math.abs(other.y - at.y) < 18; });
        var wanted = zoom >= PLACE_ZOOM[marker.wijkRank] && !clash;
        if (wanted) { taken.push(at); places.addLayer(marker); } else { places.removeLayer(marker); }
      });
    }
    map.on('zoomend', labels);
    labels();
  }

  function restyle() {
    maps.forEach(function (map) {
      map.wijk.base.forEach(function (layer) {
        var style = baseStyle(layer.wijkStyle);
        layer.setStyle({ color: style.color, fillColor: style.fillColor });
      });
      map.wijk.areaLayers.forEach(function (layer) { layer.setStyle({ color: palette().border }); });
    });
  }

  function north() {
    var control = L.control({ position: 'topleft' });
    control.onAdd = function () {
      var element = L.DomUtil.create('div', 'wijk-north');
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', 'Noord is boven');
      var arrow = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      arrow.setAttribute('viewBox', '0 0 12 16');
      var path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', 'M6 0 L11 16 L6 12 L1 16 Z');
      arrow.appendChild(path);
      element.appendChild(arrow);
      var letter = document.createElement('span');
      letter.textContent = 'N';
      element.appendChild(letter);
      return element;
    };
    return control;
  }

  function legends(map) {
    var figure = map.getContainer().closest('figure');
    if (!figure) { return; }
    figure.querySelectorAll('[data-layer]').forEach(function (box) {
      var layer = map.wijk.layers.get(box.getAttribute('data-layer'));
      box.hidden = Boolean(layer) && !map.hasLayer(layer);
    });
  }

  function setup(map, spec) {
    map.wijk = { spec: spec, ready: false, base: [], places: [], areaLayers: [], layers: new Map(), tips: new Map() };
    maps.push(map);
    panes(map);
    L.control.zoom({ zoomInTitle: 'Inzoomen', zoomOutTitle: 'Uitzoomen', position: 'topleft' }).addTo(map);
    north().addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    map.fitBounds(spec.bounds, { padding: [6, 6], animate: false });
    map.setMinZoom(7);
    map.setMaxZoom(18);
    if (near && maps.length > 1) {
      waiting.set(map.getContainer(), map);
      near.observe(map.getContainer());
    } else { drawBase(map); }
    map.on('focus', function () { map.scrollWheelZoom.enable(); });
    map.on('blur', function () { map.scrollWheelZoom.disable(); });
    map.on('layeradd layerremove', function () { legends(map); });
    window.addEventListener('load', function () {
      legends(map);
      var toggle = map.getContainer().querySelector('.leaflet-control-layers-toggle');
      if (toggle) { toggle.title = 'Kaartlagen'; toggle.setAttribute('aria-label', 'Kaartlagen'); }
    });
  }

  function tip(title, rows) {
    var box = document.createElement('div');
    if (title) {
      var head = document.createElement('strong');
      head.textContent = title;
      box.appendChild(head);
    }
    (rows || []).forEach(function (row) {
      var line = document.createElement('div');
      var label = document.createElement('span');
      label.textContent = row[0];
      var value = document.createElement('b');
      value.textContent = row[1];
      line.appendChild(label);
      line.appendChild(value);
      box.appendChild(line);
    });
    return box;
  }

  function remember(map, spec, layer) {
    layer.wijkSpec = spec;
    map.wijk.layers.set(spec.key, layer);
    return layer;
  }

  function areas(map, spec) {
    var shapes = data.areas[spec.of] || { features: [], names: {} };
    var tips = spec.tips || map.wijk.tips.get(spec.tipsOf) || {};
    if (spec.tips) { map.wijk.tips.set(spec.key, tips); }
    function style(feature) {
      var value = spec.values[feature.properties.k];
      var number = value ? value.c : -1;
      var plain = { color: palette().border, weight: spec.of === 'wijk' ? 1.6 : 0.8, opacity: 0.75 };
      if (spec.plain) { return L.extend(plain, { fillOpacity: 0, fill: true }); }
      if (spec.over) { return { stroke: false, fillColor: spec.colours[number], fillOpacity: spec.opacity }; }
      if (number < 0) { return L.extend(plain, { fillColor: 'url(#wijk-hatch)', fillOpacity: 1 }); }
      return L.extend(plain, { fillColor: spec.colours[number], fillOpacity: spec.opacity });
    }
    var layer = L.geoJSON({ type: 'FeatureCollection', features: shapes.features }, {
      pane: spec.over ? 'over' : 'areas', renderer: spec.over ? map.wijk.over : map.wijk.areas, style: style, smoothFactor: 0.6,
      interactive: !spec.over, filter: function (feature) { return !spec.over || feature.properties.k in spec.values; },
      onEachFeature: function (feature, path) {
        if (spec.over) { return; }
        path.bindTooltip(function () { return tip(shapes.names[feature.properties.k], tips[feature.properties.k]); }, { sticky: true, opacity: 1, className: 'wijk-tip' });
        path.on('mouseover', function () { path.setStyle({ weight: 2.5, opacity: 1 }); });
        path.on('mouseout', function () { path.setStyle(style(feature)); });
      }
    });
    if (!spec.over) { map.wijk.areaLayers.push(layer); }
    return remember(map, spec, layer);
  }

  function shapes(map, spec) {
    var layer = L.geoJSON({ type: 'FeatureCollection', features: spec.features }, {
      pane: 'shapes', renderer: map.wijk.shapes,
      style: function (feature) {
        var style = spec.styles[feature.properties.s];
        var fill = style.mark === 'fill';
        return {
          color: style.colour, weight: fill ? (style.opacity < 0.5 ? 1 : 1.5) : feature.properties.w || style.width, opacity: fill ? 0.9 : 0.85,
          dashArray: style.dash || null, fill: fill, fillColor: style.colour, fillOpacity: fill ? style.opacity : 0,
          lineCap: style.dash ? 'butt' : 'round', lineJoin: 'round'
        };
      },
      onEachFeature: function (feature, path) {
        if (!feature.properties.n && !feature.properties.t) { return; }
        path.bindTooltip(function () { return tip(feature.properties.n, feature.properties.t); }, { sticky: true, opacity: 1, className: 'wijk-tip' });
      }
    });
    return remember(map, spec, layer);
  }

  function points(map, spec) {
    var group = L.featureGroup();
    spec.points.forEach(function (point) {
      var style = spec.styles[point.s];
      var mark = document.createElement('span');
      mark.className = 'wijk-mark shape-' + style.shape;
      mark.style.setProperty('--mark', style.colour);
      if (point.o) { mark.textContent = point.o; }
      var size = Math.max(24, style.width * 2);  /* a target that a finger can hit */
      var icon = L.divIcon({ className: 'wijk-point', html: mark, iconSize: [size, size] });
      var marker = L.marker(point.at, { icon: icon, pane: 'points', keyboard: true, riseOnHover: true });
      marker.bindTooltip(tip(point.n, point.t), { opacity: 1, className: 'wijk-tip', direction: 'top', offset: [0, -style.width] });
      marker.on('add', function () { marker.getElement().setAttribute('aria-label', point.n); });
      group.addLayer(marker);
    });
    return remember(map, spec, group);
  }

  function resize() {
    var views = maps.map(function (map) { return map.getBounds().pad(-0.02); });
    document.documentElement.classList.toggle('printing', printing);
    maps.forEach(function (map, index) {
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(views[index], { animate: false });
    });
  }

  document.documentElement.addEventListener('weergave', restyle);
  window.addEventListener('beforeprint', function () {
    printing = true;
    document.querySelectorAll('details').forEach(function (box) { box.open = true; });
    drawAll();
    resize();
    restyle();
  });
  window.addEventListener('afterprint', function () { printing = false; resize(); restyle(); });

  window.wijk = { maps: maps, setup: setup, areas: areas, shapes: shapes, points: points };
})();
