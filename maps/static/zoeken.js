/* Finds rows of the tables of a page by name: shows those whose text has every word typed. Nothing is loaded or sent. */
(function () {
  'use strict';

  function plain(text) { return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

  document.querySelectorAll('input[data-finds-rows]').forEach(function (box) {
    var rows = Array.prototype.map.call(document.querySelectorAll('main tbody tr'), function (row) {
      return { row: row, text: plain(row.textContent) };
    });
    var count = box.parentNode.querySelector('output');
    function find() {
      var words = plain(box.value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (each) {
        var fits = words.every(function (word) { return each.text.indexOf(word) >= 0; });
        each.row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      if (words.length) { document.querySelectorAll('main details').forEach(function (fold) { fold.open = true; }); }
      count.textContent = words.length ? shown + ' ' + count.getAttribute('data-word') : '';
    }
    box.addEventListener('input', find);
    box.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter') { return; }
      var left = rows.filter(function (each) { return !each.row.hidden; });
      var link = left.length ? left[0].row.querySelector('a') : null;
      if (link && plain(box.value).trim()) { window.location.href = link.getAttribute('href'); }
    });
    find();
  });
})();
