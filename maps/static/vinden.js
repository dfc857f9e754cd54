/* Finds a buurt, wijk or named place on the overview and leads to it. The names stand in plaatsen.js; nothing is sent. */
(function () {
  'use strict';

  var MOST = 12;
  var places = window.WIJK_PLAATSEN || [];

  function plain(text) { return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

  document.querySelectorAll('input[data-finds-places]').forEach(function (box) {
    var told = document.getElementById(box.getAttribute('aria-describedby')), list = document.getElementById(box.getAttribute('aria-controls'));
    function find() {
      var words = plain(box.value).split(/\s+/).filter(Boolean);
      var found = words.length ? places.filter(function (place) {
        var name = plain(place[0]);
        return words.every(function (word) { return name.indexOf(word) >= 0; });
      }) : [];
      list.textContent = '';
      found.slice(0, MOST).forEach(function (place) {
        var item = document.createElement('li'), link = document.createElement('a'), kind = document.createElement('span');
        link.href = place[2];
        link.textContent = place[0];
        kind.textContent = place[1];
        item.appendChild(link);
        item.appendChild(kind);
        list.appendChild(item);
      });
      told.textContent = words.length ? found.length + ' ' + box.getAttribute('data-word') : '';
    }
    box.addEventListener('input', find);
    box.addEventListener('keydown', function (event) {
      var link = list.querySelector('a');
      if (event.key === 'Enter' && link) { window.location.href = link.getAttribute('href'); }
    });
    find();
  });
})();
