/* Reckons what hubs mean for buurten, as the planning does: nearest open site, coverage, load, outcome of the model.
   Also how figures read, how a state is written in the address, and the scenario file. No page and no map here. */
(function () {
  'use strict';

  var WORST_OFF = 0.1;
  var KNOWN = ['scenario', 'hubs', 'minutes', 'mode', 'naast', 'kaart'];

  /* --- figures in Dutch, rounded as Python does: a half that is exactly one goes to the even neighbour --- */
  function rounded(value, digits) {
    var size = Math.abs(value), scale = Math.pow(10, digits), written = size.toFixed(digits);
    var fine = digits === 0 ? 2 : digits === 1 ? 4 : 0;
    var half = fine && (size * fine) % 1 === 0 && ((size * scale) % 1) === 0.5;
    if (half) {
      var below = Math.floor(size * scale);
      written = ((below % 2 ? below + 1 : below) / scale).toFixed(digits);
    }
    return (value < 0 && Number(written) !== 0 ? '-' : '') + written;
  }

  function number(value, digits) {
    if (value === null || value === undefined || !isFinite(value)) { return null; }
    var parts = rounded(value, digits || 0).split('.');
    var whole = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, '.');
    return parts.length > 1 ? whole + ',' + parts[1] : whole;
  }

  function percent(share, digits) {
    var said = number(share * 100, digits || 0);
    return said === null ? null : said + ' %';
  }

  function signed(value, before, digits) {
    if (!isFinite(value) || !isFinite(before)) { return null; }
    var change = value - before, said = number(Math.abs(change), digits || 0);
    return /[1-9]/.test(said) ? (change > 0 ? '+' : '\u2212') + said : said;
  }

  /* --- the values of the page --- */
  function bytes(text) {
    var raw = window.atob(text), out = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i += 1) { out[i] = raw.charCodeAt(i); }
    return out.buffer;
  }

  function times(spec) {
    var counts = new Uint16Array(bytes(spec.counts)), start = new Uint32Array(counts.length + 1), seconds;
    for (var b = 0; b < counts.length; b += 1) { start[b + 1] = start[b] + counts[b]; }
    if (spec.exact) {
      seconds = new Float64Array(bytes(spec.times));
    } else {
      seconds = Float64Array.from(new Uint16Array(bytes(spec.times)), function (code) { return code / 10; });
    }
    return {
      start: start, site: spec.wide ? new Uint16Array(bytes(spec.sites)) : new Uint8Array(bytes(spec.sites)),
      seconds: seconds, minutes: spec.minutes, cut: spec.cut, penalty: spec.penalty
    };
  }

  function people(text) { return new Float64Array(bytes(text)); }

  /* --- what a choice of hubs means; open: a flag a site --- */
  function nearest(table, open) {
    var count = table.start.length - 1, near = new Int32Array(count).fill(-1), seconds = new Float64Array(count).fill(Infinity);
    for (var b = 0; b < count; b += 1) {
      for (var i = table.start[b]; i < table.start[b + 1]; i += 1) {
        if (open[table.site[i]]) { near[b] = table.site[i]; seconds[b] = table.seconds[i]; break; }
      }
    }
    return { near: near, seconds: seconds };
  }

  function worstOff(seconds, weight, total) {
    var wanted = WORST_OFF * total, before = 0, sum = 0;
    if (!(wanted > 0)) { return NaN; }
    var order = Array.from(seconds.keys()).sort(function (a, b) { return seconds[a] === seconds[b] ? a - b : seconds[b] > seconds[a] ? 1 : -1; });
    for (var i = 0; i < order.length && before < wanted; i += 1) {
      var b = order[i], counted = Math.min(weight[b], wanted - before);
      if (counted > 0) {
        if (!isFinite(seconds[b])) { return NaN; }
        sum += seconds[b] * counted;
      }
      before += weight[b];
    }
    return sum / wanted;
  }

  /* minutes: the limit; weights: minutes a unit by quality. Seconds and residents. */
  function answer(table, weight, sites, open, minutes, weights) {
    var found = nearest(table, open), limit = minutes * 60, count = found.seconds.length, total = 0;
    var out = {
      near: found.near, seconds: found.seconds, covered: 0, spots: 0, spotPeople: 0, unreached: 0, travel: 0, open: 0,
      load: new Float64Array(sites.length), siteTravel: new Float64Array(sites.length), longest: new Float64Array(sites.length)
    };
    for (var b = 0; b < count; b += 1) {
      var heads = weight[b], seconds = found.seconds[b], site = found.near[b];
      total += heads;
      if (seconds <= limit) { out.covered += heads; } else if (heads > 0) { out.spots += 1; out.spotPeople += heads; }
      if (site < 0) { out.unreached += heads; continue; }
      out.travel += heads * seconds;
      out.load[site] += heads;
      out.siteTravel[site] += heads * seconds;
      if (heads > 0 && seconds > out.longest[site]) { out.longest[site] = seconds; }
    }
    out.total = total;
    out.mean = total - out.unreached > 0 ? out.travel / (total - out.unreached) : NaN;
    out.worst = worstOff(found.seconds, weight, total);
    out.credit = 0;
    sites.forEach(function (each, index) {
      if (!open[index]) { return; }
      out.open += 1;
      Object.keys(weights).forEach(function (name) {
        if (name in each.q) { out.credit -= weights[name] * 60 * total * each.q[name]; }
      });
    });
    out.objective = out.travel + table.penalty * out.unreached + out.credit;
    return out;
  }

  /* --- the state in the address --- */
  function written(state, question, sites, a, view) {
    var hubs = sites.filter(function (site, index) { return state.open[index]; }).map(function (site) { return encodeURIComponent(site.id); });
    var parts = ['scenario=' + encodeURIComponent(question.id), 'hubs=' + hubs.join(','), 'minutes=' + state.minutes, 'mode=' + encodeURIComponent(state.mode)];
    Object.keys(state.weights).sort().forEach(function (name) {
      if (state.weights[name] !== (question.weights[name] || 0)) { parts.push('w.' + encodeURIComponent(name) + '=' + state.weights[name]); }
    });
    if (a) { parts.push('naast=' + encodeURIComponent(a)); }
    if (a && view && view !== 'now') { parts.push('kaart=' + view); }
    return parts.join('&');
  }

  function read(text) {
    var asked = new URLSearchParams(text.replace(/^#/, '')), out = { weights: {} };
    asked.forEach(function (value, key) {
      if (KNOWN.indexOf(key) >= 0) { out[key] = value; }
      if (key.indexOf('w.') === 0 && value !== '' && isFinite(Number(value))) { out.weights[key.slice(2)] = Number(value); }
    });
    return out;
  }

  /* --- the scenario file --- */
  function quoted(text) {
    return JSON.stringify(String(text)).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, function (sign) {
      return '\\u' + ('000' + sign.charCodeAt(0).toString(16)).slice(-4);
    });
  }

  function fileName(title, taken) {
    var plain = title.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
    var base = plain.replace(/^-+|-+$/g, '').slice(0, 50).replace(/-+$/, '') || 'wat-als', name = base, next = 2;
    while (taken.indexOf(name) >= 0) { name = base + '-' + next; next += 1; }
    return name;
  }

  /* told: name, title, head, hubs, mode, minutes, keep (ids, or null: the model chooses), weights, start */
  function scenario(told) {
    var lines = ['# ' + told.head.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' '), 'scenario: ' + told.name, 'title: ' + quoted(told.title), 'objective: p_median', 'hubs: ' + told.hubs, 'mode: ' + told.mode,
      'minutes: ' + told.minutes];
    if (told.keep) { lines.push('keep:'); told.keep.forEach(function (id) { lines.push('  - ' + quoted(id)); }); }
    var weighed = Object.keys(told.weights).filter(function (name) { return told.weights[name]; });
    if (weighed.length) { lines.push('quality_weights:'); }
    weighed.forEach(function (name) { lines.push('  ' + name + ': ' + told.weights[name].toFixed(6)); });
    return lines.join('\n') + '\n' + told.start;
  }

  window.wijkReken = {
    number: number, percent: percent, signed: signed, times: times, people: people, answer: answer, written: written, read: read,
    fileName: fileName, scenario: scenario
  };
})();
