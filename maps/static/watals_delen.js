/* Parts of the page Wat als: elements with text, tables, choices. Text is set with textContent only. No figures here. */
(function () {
  'use strict';

  function make(tag, text, className) {
    var out = document.createElement(tag);
    if (text !== undefined) { out.textContent = text; }
    if (className) { out.className = className; }
    return out;
  }

  function tip(title, rows) {
    var box = make('div');
    box.appendChild(make('strong', title));
    rows.forEach(function (row) {
      var line = make('div');
      line.appendChild(make('span', row[0]));
      line.appendChild(make('b', row[1]));
      box.appendChild(line);
    });
    return box;
  }

  function put(cell, text) { if (cell.textContent !== text) { cell.textContent = text; } }

  function bar(text, share) {
    var cell = make('td', undefined, 'bar'), track = make('span', undefined, 'track'), span = make('span', undefined, 'span');
    track.setAttribute('aria-hidden', 'true');
    span.style.left = '0';
    span.style.width = Math.max(0.6, Math.min(100, share * 100)).toFixed(1) + '%';
    track.appendChild(span);
    cell.appendChild(make('span', text, 'text'));
    cell.appendChild(track);
    return cell;
  }

  /* heads: labels; left: places of the columns that are set left. */
  function fill(element, heads, left, rows) {
    var line = make('tr');
    heads.forEach(function (label, index) {
      var head = make('th', label, left.indexOf(index) < 0 ? 'num' : '');
      head.scope = 'col';
      line.appendChild(head);
    });
    element.tHead.replaceChildren(line);
    element.tBodies[0].replaceChildren.apply(element.tBodies[0], rows);
  }

  function options(select, listed, chosen) {
    select.replaceChildren.apply(select, listed.map(function (each) {
      var option = make('option', each[1]);
      option.value = each[0];
      option.selected = each[0] === chosen;
      return option;
    }));
  }

  window.wijkDelen = { make: make, tip: tip, put: put, bar: bar, fill: fill, options: options };
})();
