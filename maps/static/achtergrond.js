/* The background map of PDOK (BRT, Kadaster), for who asks for it: the one thing that a page may fetch from outside.
   Nothing is fetched before the button is pressed, and the choice is not kept. The build allows this address in this file alone. */
(function () {
  'use strict';

  var TILES = 'https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png';
  var OWN = ['land', 'network', 'places'];

  function toggle(map, button, note) {
    var on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    note.hidden = !on;
    if (!map.wijk.tiles) {
      map.wijk.tiles = L.tileLayer(TILES, { minZoom: 6, maxZoom: 19, crossOrigin: 'anonymous', referrerPolicy: 'no-referrer' });
    }
    if (on) { map.wijk.tiles.addTo(map); } else { map.wijk.tiles.remove(); }
    OWN.forEach(function (name) { map.getPane(name).style.display = on ? 'none' : ''; });
  }

  function offer(map) {
    var figure = map.getContainer().closest('figure.map'), tools = figure && figure.querySelector('.tools');
    if (!tools || !tools.hasAttribute('data-tiles')) { return; }
    var button = document.createElement('button'), note = document.createElement('span');
    button.type = 'button';
    button.textContent = tools.getAttribute('data-tiles');
    button.setAttribute('aria-pressed', 'false');
    note.textContent = tools.getAttribute('data-tiles-note');
    note.className = 'note';
    note.hidden = true;
    button.addEventListener('click', function () { toggle(map, button, note); });
    tools.appendChild(button);
    figure.querySelector('figcaption').appendChild(note);
  }

  window.addEventListener('load', function () { window.wijk.maps.forEach(offer); });
})();
