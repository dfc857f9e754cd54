/* Takes a map along: as a picture (PNG) with its title, legend, scale, north and caption, or alone on A4 or A3 paper.
   The picture is drawn here, in the browser; text is drawn as text, and nothing is loaded or sent. */
(function () {
  'use strict';

  var SCALE = 2;
  var PAD = 16;
  var COLUMN = 300;
  var PANES = ['tile', 'land', 'areas', 'over', 'network', 'overlay', 'shapes', 'points'];
  var FONT = 'system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

  function colour(name) { return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  /* An SVG of the page as an image of its own: with the patterns it points at, and colours that the style sheet gave. */
  function asImage(svg, width, height) {
    var copy = svg.cloneNode(true);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', width);
    copy.setAttribute('height', height);
    copy.removeAttribute('style');
    copy.removeAttribute('class');
    var defs = document.querySelector('svg.defs defs');
    if (defs) {
      var own = defs.cloneNode(true);
      var before = defs.querySelectorAll('[class]');
      own.querySelectorAll('[class]').forEach(function (part, index) {
        var style = window.getComputedStyle(before[index]);
        part.setAttribute('fill', style.fill);
        part.setAttribute('fill-opacity', style.fillOpacity);
      });
      copy.insertBefore(own, copy.firstChild);
    }
    return new Promise(function (done, fail) {
      var image = new Image();
      image.onload = function () { done(image); };
      image.onerror = fail;
      image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    });
  }

  function mark(ctx, element, x, y) {
    var style = window.getComputedStyle(element), size = Math.max(8, element.offsetWidth || 12) / 2;
    var round = element.className.indexOf('shape-square') < 0 && element.className.indexOf('shape-diamond') < 0;
    var fill = style.getPropertyValue('--mark').trim() || '#1b2733', ring = element.className.indexOf('shape-ring') >= 0;
    ctx.save();
    ctx.translate(x, y);
    if (element.textContent) {
      ctx.beginPath();
      ctx.roundRect(-element.offsetWidth / 2, -10, element.offsetWidth, 20, 10);
      ctx.fillStyle = '#ffffff';
      ctx.fill();
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = fill;
      ctx.stroke();
      ctx.fillStyle = '#1b2733';
      ctx.font = '700 11px ' + FONT;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(element.textContent, 0, 0);
      ctx.restore();
      return;
    }
    if (element.className.indexOf('shape-diamond') >= 0) { ctx.rotate(Math.PI / 4); size *= 0.85; }
    ctx.beginPath();
    if (round) { ctx.arc(0, 0, size, 0, 2 * Math.PI); } else { ctx.rect(-size, -size, 2 * size, 2 * size); }
    ctx.fillStyle = ring ? '#ffffff' : fill;
    ctx.fill();
    ctx.lineWidth = ring ? 3 : 1.5;
    ctx.strokeStyle = ring ? fill : '#1b2733';
    ctx.stroke();
    ctx.restore();
  }

  /* Lines of a text that fit a width. */
  function lines(ctx, text, width) {
    var out = [], line = '';
    text.split(/\s+/).forEach(function (word) {
      var longer = line ? line + ' ' + word : word;
      if (line && ctx.measureText(longer).width > width) { out.push(line); line = word; } else { line = longer; }
    });
    return line ? out.concat([line]) : out;
  }

  function drawMap(ctx, box, top) {
    var frame = box.getBoundingClientRect(), work = Promise.resolve();
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, top, frame.width, frame.height);
    ctx.clip();
    ctx.fillStyle = window.getComputedStyle(box).backgroundColor;
    ctx.fillRect(0, top, frame.width, frame.height);
    PANES.forEach(function (name) {
      box.querySelectorAll('.leaflet-' + name + '-pane > canvas, .leaflet-' + name + '-pane > svg, .leaflet-' + name + '-pane img').forEach(function (part) {
        var at = part.getBoundingClientRect(), x = at.left - frame.left, y = at.top - frame.top + top;
        work = work.then(function () {
          if (part.tagName.toLowerCase() !== 'svg') { ctx.drawImage(part, x, y, at.width, at.height); return null; }
          return asImage(part, at.width, at.height).then(function (image) { ctx.drawImage(image, x, y, at.width, at.height); });
        });
      });
    });
    return work.then(function () {
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      box.querySelectorAll('.wijk-place span').forEach(function (label) {
        var at = label.getBoundingClientRect();
        if (!at.width) { return; }
        var style = window.getComputedStyle(label);
        ctx.font = style.fontWeight + ' ' + style.fontSize + ' ' + FONT;
        ctx.lineWidth = 3;
        ctx.strokeStyle = colour('--panel');
        ctx.fillStyle = colour('--ink');
        var x = at.left + at.width / 2 - frame.left, y = at.top + at.height / 2 - frame.top + top;
        ctx.strokeText(label.textContent, x, y);
        ctx.fillText(label.textContent, x, y);
      });
      box.querySelectorAll('.leaflet-points-pane .wijk-mark').forEach(function (element) {
        var at = element.getBoundingClientRect();
        mark(ctx, element, at.left + at.width / 2 - frame.left, at.top + at.height / 2 - frame.top + top);
      });
      northAndScale(ctx, box, top, frame);
      ctx.restore();
    });
  }

  function northAndScale(ctx, box, top, frame) {
    var ink = colour('--ink'), scale = box.querySelector('.leaflet-control-scale-line');
    ctx.fillStyle = colour('--panel');
    ctx.fillRect(10, top + 10, 26, 36);
    ctx.fillStyle = ink;
    ctx.beginPath();
    [[23, 14], [28, 30], [23, 26], [18, 30]].forEach(function (point, index) {
      if (index) { ctx.lineTo(point[0], top + point[1]); } else { ctx.moveTo(point[0], top + point[1]); }
    });
    ctx.fill();
    ctx.font = '700 11px ' + FONT;
    ctx.fillText('N', 23, top + 38);
    if (!scale) { return; }
    var y = top + frame.height - 14, width = scale.offsetWidth;
    ctx.fillStyle = colour('--panel');
    ctx.fillRect(8, y - 18, width + 8, 24);
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(12, y - 5);
    ctx.lineTo(12, y);
    ctx.lineTo(12 + width, y);
    ctx.lineTo(12 + width, y - 5);
    ctx.stroke();
    ctx.font = '11px ' + FONT;
    ctx.fillText(scale.textContent, 12 + width / 2, y - 9);
  }

  /* What the legend says: blocks of one title and its entries, each as tall as its lines. */
  function legendBlocks(ctx, figure) {
    return Array.prototype.filter.call(figure.querySelectorAll('.legends section'), function (part) { return !part.hidden; }).map(function (part) {
      var rows = [{ bold: true, text: part.querySelector('h3').textContent }];
      part.querySelectorAll('li').forEach(function (item) { rows.push({ key: item.querySelector('.key'), text: item.lastElementChild.textContent }); });
      part.querySelectorAll('p').forEach(function (note) { rows.push({ soft: true, text: note.textContent }); });
      rows.forEach(function (row) {
        ctx.font = (row.bold ? '700 ' : '') + (row.soft ? '11px ' : '13px ') + FONT;
        row.lines = lines(ctx, row.text, COLUMN - PAD - (row.key ? 34 : 0));
        row.height = row.lines.length * (row.soft ? 14 : 17) + 3;
      });
      return { rows: rows, height: rows.reduce(function (sum, row) { return sum + row.height; }, 10) };
    });
  }

  /* Blocks into columns: each into the one that is shortest. */
  function placed(blocks, columns) {
    var tall = new Array(columns).fill(0);
    blocks.forEach(function (block) {
      block.column = tall.indexOf(Math.min.apply(null, tall));
      block.top = tall[block.column];
      tall[block.column] += block.height;
    });
    return Math.max.apply(null, tall.concat([0]));
  }

  function drawLegend(ctx, blocks, top) {
    var work = Promise.resolve();
    blocks.forEach(function (block) {
      var x = PAD + block.column * COLUMN, y = top + block.top;
      block.rows.forEach(function (row) {
        var at = y, key = row.key;
        y += row.height;
        work = work.then(function () {
          if (!key) { return null; }
          if (key.tagName.toLowerCase() === 'svg') {
            return asImage(key, 26, 16).then(function (image) { ctx.drawImage(image, x, at, 26, 16); });
          }
          mark(ctx, key.querySelector('.wijk-mark'), x + 13, at + 8);
          return null;
        }).then(function () {
          ctx.textAlign = 'left';
          ctx.textBaseline = 'top';
          ctx.fillStyle = colour(row.soft ? '--soft' : '--ink');
          ctx.font = (row.bold ? '700 ' : '') + (row.soft ? '11px ' : '13px ') + FONT;
          row.lines.forEach(function (line, index) { ctx.fillText(line, x + (key ? 34 : 0), at + index * (row.soft ? 14 : 17)); });
        });
      });
    });
    return work;
  }

  function picture(figure) {
    var box = figure.querySelector('.folium-map'), width = box.clientWidth, height = box.clientHeight;
    var canvas = document.createElement('canvas'), ctx = canvas.getContext('2d'), made = document.querySelector('.fictional strong');
    var title = figure.querySelector('.map-name').textContent + (made ? ' (' + made.textContent + ')' : '');
    ctx.font = '700 20px ' + FONT;
    var head = lines(ctx, title, width - 2 * PAD), blocks = legendBlocks(ctx, figure);
    var tall = placed(blocks, Math.max(1, Math.floor((width - PAD) / COLUMN)));
    ctx.font = '11px ' + FONT;
    var foot = lines(ctx, figure.querySelector('figcaption').textContent, width - 2 * PAD);
    var mapTop = PAD + head.length * 26 + 6, legendTop = mapTop + height + PAD, footTop = legendTop + tall + 6;
    canvas.width = width * SCALE;
    canvas.height = (footTop + foot.length * 15 + PAD) * SCALE;
    ctx.scale(SCALE, SCALE);
    ctx.fillStyle = colour('--panel');
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    return drawMap(ctx, box, mapTop).then(function () { return drawLegend(ctx, blocks, legendTop); }).then(function () {
      ctx.textAlign = 'left';
      ctx.textBaseline = 'top';
      ctx.fillStyle = colour('--ink');
      ctx.font = '700 20px ' + FONT;
      head.forEach(function (line, index) { ctx.fillText(line, PAD, PAD + index * 26); });
      ctx.font = '11px ' + FONT;
      ctx.fillStyle = colour('--soft');
      foot.forEach(function (line, index) { ctx.fillText(line, PAD, footTop + index * 15); });
      return new Promise(function (done) { canvas.toBlob(done, 'image/png'); });
    });
  }

  function save(button, figure) {
    var told = button.parentNode.querySelector('output');
    button.disabled = true;
    told.textContent = '';
    picture(figure).then(function (blob) {
      var link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = button.getAttribute('data-png');
      link.click();
      window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    }).catch(function () { told.textContent = button.parentNode.getAttribute('data-failed'); }).then(function () { button.disabled = false; });
  }

  /* One map alone on a sheet; the browser's own window makes a PDF of it, or paper. */
  function print(figure, paper) {
    var root = document.documentElement, style = document.createElement('style');
    style.textContent = '@page { size: ' + paper + '; }';
    document.head.appendChild(style);
    root.classList.add('one-map', 'paper-' + paper.toLowerCase());
    figure.classList.add('alone');
    window.addEventListener('afterprint', function () {
      root.classList.remove('one-map', 'paper-' + paper.toLowerCase());
      figure.classList.remove('alone');
      style.remove();
    }, { once: true });
    window.print();
  }

  document.querySelectorAll('figure.map').forEach(function (figure) {
    var tools = figure.querySelector('.tools');
    if (!tools) { return; }
    tools.hidden = false;
    tools.querySelectorAll('button').forEach(function (button) {
      button.addEventListener('click', function () {
        if (button.hasAttribute('data-png')) { save(button, figure); } else { print(figure, button.getAttribute('data-paper')); }
      });
    });
  });
})();
