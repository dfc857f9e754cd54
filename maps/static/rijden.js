/* Moves vans over a map by the clock: a slider, a button to play, and a mark a van that grows with who is on board.
   Every text of the data is set with textContent; nothing is loaded. Drawn by kaart.js's map, named by maps/layers.py. */
(function () {
  'use strict';

  var STEP_S = 60;
  var TICK_MS = 80;

  function two(value) { return (value < 10 ? '0' : '') + value; }
  function clock(seconds) { return two(Math.floor(seconds / 3600) % 24) + ':' + two(Math.floor(seconds / 60) % 60); }

  /* Where a van is: [lat, lon, on board] between the two moments of its path around t; null before and after. */
  function place(path, t) {
    if (t < path[0][0] || t > path[path.length - 1][0]) { return null; }
    for (var i = 1; i < path.length; i += 1) {
      if (t <= path[i][0]) {
        var a = path[i - 1], b = path[i], span = Math.max(1, b[0] - a[0]), share = (t - a[0]) / span;
        return [a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2]), a[3]];
      }
    }
    return null;
  }

  function moving(map, spec) {
    var group = L.featureGroup();
    var marks = spec.vans.map(function (van, index) {
      var style = spec.styles[van.s];
      var mark = L.circleMarker(map.getCenter(), {
        pane: 'points', color: '#ffffff', weight: 1.5, fillColor: style.colour, fillOpacity: 0.95, radius: 5
      });
      mark.bindTooltip(function () {
        var box = document.createElement('div');
        var head = document.createElement('strong');
        head.textContent = van.n;
        box.appendChild(head);
        var line = document.createElement('div');
        line.textContent = spec.words.on_board + ': ' + (mark.wijkOnBoard || 0);
        box.appendChild(line);
        return box;
      }, { sticky: true, opacity: 1, className: 'wijk-tip' });
      /* Those in one buurt stand beside each other. */
      return { mark: mark, path: van.path, up: 0.0009 * Math.cos(2.4 * index), aside: 0.0015 * Math.sin(2.4 * index) };
    });
    function draw(t) {
      marks.forEach(function (each) {
        var at = place(each.path, t);
        if (!at) { group.removeLayer(each.mark); return; }
        each.mark.setLatLng([at[0] + each.up, at[1] + each.aside]);
        each.mark.setRadius(4 + 2 * Math.sqrt(at[2]));
        each.mark.setStyle({ fillOpacity: at[2] > 0 ? 0.95 : 0.35 });
        each.mark.wijkOnBoard = at[2];
        group.addLayer(each.mark);
      });
    }
    if (!map.wijk.clock) { map.wijk.clock = makeClock(map, spec); }
    map.wijk.clock.drawers.push(draw);
    map.wijk.clock.show();
    group.wijkSpec = spec;
    map.wijk.layers.set(spec.key, group);
    return group;
  }

  function makeClock(map, spec) {
    var state = { now: spec.start, drawers: [], timer: null };
    var box = document.createElement('div');
    box.className = 'wijk-clock';
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = spec.words.play;
    var slider = document.createElement('input');
    slider.type = 'range';
    slider.min = spec.from;
    slider.max = spec.to;
    slider.step = STEP_S;
    slider.value = spec.start;
    slider.setAttribute('aria-label', spec.words.time);
    var shown = document.createElement('output');
    [button, slider, shown].forEach(function (each) { box.appendChild(each); });
    map.getContainer().parentNode.insertBefore(box, map.getContainer().nextSibling);
    state.show = function () {
      slider.value = state.now;
      shown.textContent = clock(state.now);
      slider.setAttribute('aria-valuetext', clock(state.now));
      state.drawers.forEach(function (draw) { draw(state.now); });
    };
    function stop() {
      window.clearInterval(state.timer);
      state.timer = null;
      button.textContent = spec.words.play;
    }
    slider.addEventListener('input', function () { state.now = Number(slider.value); state.show(); });
    button.addEventListener('click', function () {
      if (state.timer) { stop(); return; }
      if (state.now >= spec.to) { state.now = spec.from; }
      button.textContent = spec.words.pause;
      state.timer = window.setInterval(function () {
        state.now = Math.min(spec.to, state.now + STEP_S);
        state.show();
        if (state.now >= spec.to) { stop(); }
      }, TICK_MS);
    });
    return state;
  }

  window.wijk.moving = moving;
})();
