/* The map of the page Wat als: buurten on a canvas by class, sites as buttons, a swipe between two choices, the legend.
   Every text of the data is set with textContent; nothing is loaded. What the classes mean is reckoned in watals.js. */
(function () {
  'use strict';

  var KEYBOARD_SITES = 120;
  /* Beyond so many areas their borders are drawn from near by only, since a country must be painted within a second. */
  var MANY_AREAS = 3000, NEAR_ZOOM = 10.5;
  var MARKS = {
    kept: ['square', '#154273'], opened: ['diamond', '#009e73'], closed: ['ring', '#d55e00'], candidate: ['small', '#8a949e']
  };
  var dark = window.matchMedia('(prefers-color-scheme: dark)');

  /* A look is a colour, or a colour with white lines over it. */
  function paint(look) {
    if (!look.lined) { return look.colour; }
    var tile = document.createElement('canvas'), pen = tile.getContext('2d');
    tile.width = tile.height = 8;
    pen.fillStyle = look.colour;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = look.lined;
    pen.lineWidth = 2;
    [-4, 4, 12].forEach(function (x) { pen.beginPath(); pen.moveTo(x - 2, 10); pen.lineTo(x + 10, -2); pen.stroke(); });
    return pen.createPattern(tile, 'repeat');
  }

  function swatch(look) {
    var key = document.createElement('span');
    key.className = 'key watals-key';
    key.style.background = look.lined
      ? 'repeating-linear-gradient(-45deg, ' + look.colour + ' 0 4px, ' + look.lined + ' 4px 6px)' : look.colour;
    return key;
  }

  function mark(kind) {
    var out = document.createElement('span');
    out.className = 'wijk-mark shape-' + MARKS[kind][0];
    out.style.setProperty('--mark', MARKS[kind][1]);
    return out;
  }

  function legend(box, sections) {
    box.replaceChildren.apply(box, sections.map(function (section) {
      var part = document.createElement('section'), head = document.createElement('h3'), list = document.createElement('ul');
      head.textContent = section.title;
      section.entries.forEach(function (entry) {
        var line = document.createElement('li'), label = document.createElement('span');
        if (entry.mark) {
          var point = document.createElement('span');
          point.className = 'key point';
          point.appendChild(mark(entry.mark));
          line.appendChild(point);
        } else { line.appendChild(swatch(entry.look)); }
        label.textContent = entry.label;
        line.appendChild(label);
        list.appendChild(line);
      });
      part.appendChild(head);
      part.appendChild(list);
      if (section.note) {
        var note = document.createElement('p');
        note.textContent = section.note;
        part.appendChild(note);
      }
      return part;
    }));
  }

  /* Buurten on a canvas of their own; show(classes, looks) paints what changed. */
  function areas(map, pane, places, tip) {
    var shapes = (window.WIJK.areas.buurt || { features: [] }).features, layers = [], shown = [], paints = [], seen = '';
    var border = function () { return dark.matches ? '#aeb9c4' : '#4a5560'; };
    var many = shapes.length > MANY_AREAS;
    var group = L.geoJSON({ type: 'FeatureCollection', features: shapes }, {
      pane: pane, renderer: L.canvas({ pane: pane, padding: many ? 0 : 0.2 }), smoothFactor: many ? 1.5 : 0.6,
      style: { stroke: !many, color: border(), weight: 0.8, opacity: 0.75, fillOpacity: 0.85, fillColor: '#ffffff' },
      onEachFeature: function (feature, layer) {
        var place = places[feature.properties.k];
        if (place !== undefined) { layer.wijkPlace = place; layers[place] = layer; }
      }
    }).addTo(map);
    group.bindTooltip(function (layer) { return tip(layer.wijkPlace); }, { sticky: true, opacity: 1, className: 'wijk-tip' });
    dark.addEventListener('change', function () { group.setStyle({ color: border() }); });
    var near = false;
    map.on('zoomend', function () {
      if (many && near !== map.getZoom() >= NEAR_ZOOM) { near = !near; group.setStyle({ stroke: near }); }
    });
    return {
      show: function (classes, looks) {
        var told = JSON.stringify(looks);
        if (told !== seen) { seen = told; paints = looks.map(paint); shown = []; }
        for (var place = 0; place < layers.length; place += 1) {
          if (layers[place] && shown[place] !== classes[place]) {
            shown[place] = classes[place];
            layers[place].setStyle({ fillColor: paints[classes[place]] });
          }
        }
      }
    };
  }

  /* Sites as buttons on the map; toggle(index) is called on a click, Enter or space. */
  function points(map, toggle, tip) {
    var group = L.layerGroup().addTo(map), marks = [], kinds = [], labels = [];
    return {
      use: function (sites) {
        group.clearLayers();
        kinds = [];
        labels = [];
        var keyboard = sites.length <= KEYBOARD_SITES;
        marks = sites.map(function (site, index) {
          if (!site.at) { return null; }
          var icon = L.divIcon({ className: 'wijk-point watals-point', html: mark('candidate'), iconSize: [26, 26] });
          var marker = L.marker(site.at, { icon: icon, pane: 'points', keyboard: keyboard, riseOnHover: true });
          marker.bindTooltip(function () { return tip(index); }, { opacity: 1, className: 'wijk-tip', direction: 'top', offset: [0, -10] });
          marker.on('click', function () { toggle(index); });
          group.addLayer(marker);
          if (!keyboard) { marker.getElement().setAttribute('aria-hidden', 'true'); }
          marker.getElement().addEventListener('keydown', function (event) {
            if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); toggle(index); }
          });
          return marker;
        });
      },
      show: function (index, kind, open, label) {
        if (!marks[index] || (kinds[index] === kind && labels[index] === label)) { return; }
        kinds[index] = kind;
        labels[index] = label;
        var element = marks[index].getElement();
        element.replaceChildren(mark(kind));
        if (element.getAttribute('aria-hidden') !== 'true') {
          element.setAttribute('aria-label', label);
          element.setAttribute('aria-pressed', String(open));
        }
        marks[index].setZIndexOffset(open ? 1000 : 0);
      }
    };
  }

  /* Two layers of areas side by side: the first is cut off right of the line, the second left of it. */
  function swipe(map, slider, words) {
    var left = map.getPane('areasA'), right = map.getPane('areas'), line = document.createElement('div'), on = false;
    line.className = 'watals-line';
    line.setAttribute('aria-hidden', 'true');
    ['side_a', 'side_now'].forEach(function (side) {
      var label = document.createElement('span');
      label.className = side;
      label.textContent = words[side];
      line.appendChild(label);
    });
    map.getContainer().appendChild(line);
    function box(fromX, toX) {
      var from = map.containerPointToLayerPoint([fromX, 0]), to = map.containerPointToLayerPoint([toX, map.getSize().y]);
      return 'polygon(' + [[from.x, from.y], [to.x, from.y], [to.x, to.y], [from.x, to.y]].map(function (corner) {
        return corner[0] + 'px ' + corner[1] + 'px';
      }).join(',') + ')';
    }
    function cut() {
      var size = map.getSize(), at = size.x * Number(slider.value) / 100;
      left.style.clipPath = box(0, at);
      right.style.clipPath = on ? box(at, size.x) : '';
      left.style.display = on ? '' : 'none';
      line.hidden = !on;
      line.style.left = at + 'px';
    }
    map.on('move zoomend resize viewreset', cut);
    slider.addEventListener('input', cut);
    cut();
    return { turn: function (wanted) { on = wanted; cut(); } };
  }

  function make(element, bounds) {
    var map = L.map(element, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, scrollWheelZoom: false });
    window.wijk.setup(map, { bounds: bounds });
    map.createPane('areasA').style.zIndex = 305;
    return map;
  }

  window.wijkWatals = { make: make, areas: areas, points: points, swipe: swipe, legend: legend };
})();
