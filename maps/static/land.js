/* Very many areas on one map: drawn on a canvas from rings that are written as steps. Text is set as text. */
(function () {
  'use strict';

  var NO_FIGURE = 'geen cijfer';

  /* [x, y, dx, dy, ...] in units of 1 / precision degree to rings of [lat, lon]. */
  function ring(steps, precision) {
    var out = new Array(steps.length / 2), x = 0, y = 0;
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      out[i / 2] = [y / precision, x / precision];
    }
    return out;
  }

  function hatch() {
    var tile = document.createElement('canvas'), ctx = tile.getContext('2d');
    tile.width = tile.height = 6;
    ctx.fillStyle = '#eceff1';
    ctx.fillRect(0, 0, 6, 6);
    ctx.strokeStyle = '#9aa5ae';
    ctx.beginPath();
    ctx.moveTo(0, 6);
    ctx.lineTo(6, 0);
    ctx.stroke();
    return ctx.createPattern(tile, 'repeat');
  }

  window.wijk.country = function (map, spec) {
    var renderer = L.canvas({ pane: 'areas', padding: 0.2 }), none = hatch(), group = L.featureGroup();
    spec.shapes.forEach(function (shape, index) {
      var number = spec.classes[index];
      var area = L.polygon(shape.map(function (part) { return part.map(function (each) { return ring(each, spec.precision); }); }), {
        pane: 'areas', renderer: renderer, smoothFactor: 1.2, weight: 0.4, color: '#4a5560', opacity: 0.6,
        fillColor: number < 0 ? none : spec.colours[number], fillOpacity: number < 0 ? 1 : 0.9
      });
      area.wijkIndex = index;
      group.addLayer(area);
    });
    group.bindTooltip(function (area) {
      var box = document.createElement('div'), name = document.createElement('strong'), told = document.createElement('div');
      name.textContent = spec.names[area.wijkIndex];
      told.textContent = spec.label + ': ' + (spec.values[area.wijkIndex] === null ? NO_FIGURE : spec.values[area.wijkIndex]);
      box.appendChild(name);
      box.appendChild(told);
      return box;
    }, { sticky: true, opacity: 1, className: 'wijk-tip' });
    group.addTo(map);
    map.wijk.layers.set('land', group);
    group.wijkSpec = {};
    window.requestAnimationFrame(function () { window.performance.mark('wijk-land'); });
  };
})();
