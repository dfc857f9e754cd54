/* The page Wat als: settings, sites, figures, tables, the comparison of two choices, and the scenario file to save.
   Every text of the data is set with textContent; nothing is loaded or sent. Figures: watals_reken.js; map: watals_kaart.js. */
(function () {
  'use strict';

  var root = document.querySelector('[data-watals]');
  if (!root) { return; }
  root.hidden = false;
  var spec = JSON.parse(document.getElementById('watals-gegevens').textContent), words = spec.words, reken = window.wijkReken;
  var delen = window.wijkDelen, make = delen.make, put = delen.put, fill = delen.fill, stand = window.wijkStand(spec);
  var question = stand.question, sitesOf = stand.sitesOf, table = stand.table, crowd = stand.crowd;
  var names = (window.WIJK.areas.buurt || { names: {} }).names, places = {};
  var ROWS = 100, MORE = 400, ADDRESS_MS = 250;
  var INSIDE = [{ colour: '#2f78b7' }, { colour: '#a8cfe8' }];
  var OUTSIDE = [{ colour: '#f7c48d', lined: '#fff8ef' }, { colour: '#d9741f', lined: '#f8dcc2' }, { colour: '#dfe3e6', lined: '#8b969f' }];
  var CHANGES = [{ colour: '#0072b2' }, { colour: '#e8740c', lined: '#fff0e0' }, { colour: '#a8cfe8' }, { colour: '#d3d7db' }];
  var state = null, result = null, a = null, view = 'now', timer = null, shownRows = ROWS, order = [];

  spec.codes.forEach(function (code, index) { places[code] = index; });

  function id(name) { return document.getElementById('watals-' + name); }
  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (whole, name) { return values && name in values ? values[name] : whole; });
  }
  function figure(value, digits) { return reken.number(value, digits) || words.none; }
  function minutes(seconds) { return isFinite(seconds) ? say('min', { value: reken.number(seconds / 60, 1) }) : words.none; }

  function restore() {
    var asked = reken.read(window.location.hash), told = { sites: 0, scenario: false };
    a = asked.naast ? stand.from(reken.read(asked.naast), told) : null;
    state = stand.from(asked, told);
    view = a && ['change', 'swipe'].indexOf(asked.kaart) >= 0 ? asked.kaart : 'now';
    var said = [];
    if (told.scenario) { said.push(say('strange_scenario', { title: question(state).title })); }
    if (told.sites) { said.push(say('strange', { count: told.sites })); }
    id('bericht').textContent = said.join(' ');
    id('bericht').hidden = !said.length;
    settings();
    react();
  }

  function address() { return '#' + stand.written(state, a ? stand.written(a) : null, view); }

  function remember() {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { window.history.replaceState(null, '', address()); }, ADDRESS_MS);
  }

  /* --- the map --- */
  var map = window.wijkWatals.make(id('doek'), spec.bounds);
  var now = window.wijkWatals.areas(map, 'areas', places, tipOfBuurt), before = null;
  var points = window.wijkWatals.points(map, toggle, tipOfSite);
  var swipe = window.wijkWatals.swipe(map, id('schuif'), words), sited = -1;

  function nameOf(place) { return names[spec.codes[place]] || spec.codes[place]; }
  function hubOf(of, told, place) { return told.near[place] < 0 ? words.none : sitesOf(of)[told.near[place]].name; }

  function tipOfBuurt(place) {
    if (place === undefined) { return ''; }
    var rows = [[words.time, minutes(result.seconds[place])], [words.hub, hubOf(state, result, place)], [words.frail, figure(crowd(state)[place])],
      [words.verdict, verdict(place)]];
    if (a) { rows.splice(1, 0, [words.in_a, minutes(a.result.seconds[place])]); }
    return delen.tip(nameOf(place), rows);
  }

  function tipOfSite(index) {
    var site = sitesOf(state)[index], rows = [[words.site, kindOf(site) + ', ' + stateOf(index)]];
    if (state.open[index]) {
      rows.push([words.load, figure(result.load[index])], [words.mean_short, minutes(result.siteTravel[index] / result.load[index])]);
    }
    return delen.tip(site.name, rows);
  }

  function classOf(seconds, limit) {
    var part = seconds / (limit * 60);
    return part <= 0.5 ? 0 : part <= 1 ? 1 : part <= 1.5 ? 2 : part < Infinity ? 3 : 4;
  }

  function classesOf(of, told) { return told.seconds.map(function (seconds) { return classOf(seconds, of.minutes); }); }

  function changeOf(place) {
    var inA = a.result.seconds[place] <= a.minutes * 60, inside = result.seconds[place] <= state.minutes * 60;
    return inside ? (inA ? 2 : 0) : (inA ? 1 : 3);
  }

  function draw() {
    var looks = INSIDE.concat(OUTSIDE), sections = [];
    if (a && view === 'change') {
      now.show(result.seconds.map(function (_, place) { return changeOf(place); }), CHANGES);
      sections.push({ title: words.legend_change, entries: ['won', 'lost', 'kept_in', 'kept_out'].map(function (key, index) {
        return { label: words[key], look: CHANGES[index] };
      }) });
    } else {
      now.show(classesOf(state, result), looks);
      sections.push(timeLegend(looks));
    }
    if (a && view === 'swipe') {
      before = before || window.wijkWatals.areas(map, 'areasA', places, tipOfBuurt);
      before.show(classesOf(a, a.result), looks);
    }
    swipe.turn(Boolean(a) && view === 'swipe');
    id('schuiven').hidden = !(a && view === 'swipe');
    sections.push({ title: words.legend_sites, entries: ['kept', 'opened', 'closed', 'candidate'].map(function (kind) {
      return { label: words['mark_' + kind], mark: kind };
    }) });
    window.wijkWatals.legend(id('legenda'), sections);
  }

  function timeLegend(looks) {
    var said = { half: figure(state.minutes / 2, state.minutes % 2), limit: state.minutes, more: figure(state.minutes * 1.5, state.minutes % 2) };
    var far = table(state).minutes;
    var last = far < 60 || table(state).cut ? say('class_never_within', { minutes: far }) : words.class_never;
    var labels = [say('class_near', said), say('class_in', said), say('class_out', said), say('class_far', said), last];
    var notes = [say('legend_note', { minutes: state.minutes })];
    if (table(state).cut) { notes.push(say('cut', { minutes: far })); }
    return {
      title: say('legend', { mode: spec.modes[state.mode] }), note: notes.join(' '),
      entries: labels.map(function (label, index) { return { label: label, look: looks[index] }; })
    };
  }

  /* --- sites --- */
  function kindOf(site) { return site.today ? words.today : words.candidate; }
  function stateOf(index) { return state.open[index] ? words.is_open : words.is_shut; }
  function markOf(site, open) { return site.today ? (open ? 'kept' : 'closed') : (open ? 'opened' : 'candidate'); }

  function toggle(index) {
    state.open[index] = state.open[index] ? 0 : 1;
    react();
  }

  function listSites() {
    var sites = sitesOf(state), body = id('plekken').tBodies[0];
    var listed = sites.map(function (site, index) { return index; }).sort(function (one, other) {
      return (sites[other].today - sites[one].today) || sites[one].name.localeCompare(sites[other].name, 'nl') || one - other;
    });
    body.replaceChildren.apply(body, listed.map(function (index) {
      var row = make('tr'), head = make('th'), label = make('label'), box = make('input'), name = make('span', sites[index].name);
      head.scope = 'row';
      box.type = 'checkbox';
      box.setAttribute('data-site', index);
      box.addEventListener('change', function () { toggle(index); });
      label.appendChild(box);
      label.appendChild(name);
      name.appendChild(make('small', kindOf(sites[index])));
      head.appendChild(label);
      row.appendChild(head);
      row.appendChild(make('td', '', 'num'));
      row.appendChild(make('td', '', 'num'));
      return row;
    }));
    points.use(sites);
    sited = question(state).sites;
    id('zoek-plek').value = '';
  }

  function showSites() {
    var sites = sitesOf(state);
    if (sited !== question(state).sites) { listSites(); }
    id('plekken').querySelectorAll('input').forEach(function (box) {
      var index = Number(box.getAttribute('data-site')), open = Boolean(state.open[index]), cells = box.closest('tr').cells;
      box.checked = open;
      put(cells[1], open ? figure(result.load[index]) : '');
      put(cells[2], open && result.load[index] > 0 ? figure(result.siteTravel[index] / result.load[index] / 60, 1) : '');
      points.show(index, markOf(sites[index], open), open, say('mark', { name: sites[index].name, kind: kindOf(sites[index]), state: stateOf(index) }));
    });
    loads(sites);
  }

  /* The load of each open site, the fullest first. */
  function loads(sites) {
    var each = question(state).perDay, listed = [];
    sites.forEach(function (site, index) { if (state.open[index]) { listed.push(index); } });
    listed.sort(function (one, other) { return result.load[other] - result.load[one] || one - other; });
    var rows = listed.map(function (index) {
      var load = result.load[index], share = result.total > 0 ? load / result.total : 0, row = make('tr'), head = make('th', sites[index].name);
      head.scope = 'row';
      row.appendChild(head);
      row.appendChild(delen.bar(figure(load) + ' (' + reken.percent(share) + ')', share));
      row.appendChild(make('td', load > 0 ? minutes(result.siteTravel[index] / load) : '', 'num'));
      row.appendChild(make('td', load > 0 ? minutes(result.longest[index]) : '', 'num'));
      if (each !== null) {
        var day = load * each, room = sites[index].room, said = { load: figure(day, 1), room: figure(room) };
        row.appendChild(make('td', room === null ? figure(day, 1) : say(day > room ? 'too_full' : 'of_room', said), 'num'));
      }
      return row;
    });
    var heads = [words.hub, words.load, words.mean_short, words.longest].concat(each !== null ? [words.deliveries] : []);
    fill(id('drukte'), heads, [0, 1], rows);
  }

  /* --- figures --- */
  function figures() {
    var share = result.total > 0 ? result.covered / result.total : NaN, far = table(state).minutes, limit = { minutes: state.minutes };
    var items = [
      [figure(result.covered), say('covered', limit), say('covered_note', { share: reken.percent(share) || words.none, total: figure(result.total) })],
      [figure(result.spots), say('spots', limit), say('spots_note', { people: figure(result.spotPeople) })],
      [minutes(result.mean), say('mean', { mode: spec.modes[state.mode] }), ''],
      [minutes(result.worst), words.worst, isFinite(result.worst) ? '' : words.worst_note],
      [figure(result.unreached), words.unreached, say('unreached_note', { minutes: far })],
      [figure(result.open), words.open, say('open_note', { count: sitesOf(state).length })]
    ];
    put(id('weging'), say(result.credit ? 'outcome_weighed' : 'outcome', { outcome: figure(result.objective / 3600, 1), part: figure(result.credit / 3600, 1) }));
    id('cijfers').replaceChildren.apply(id('cijfers'), items.map(function (item) {
      var box = make('div');
      box.appendChild(make('dt', item[1]));
      box.appendChild(make('dd', item[0], 'value'));
      if (item[2]) { box.appendChild(make('dd', item[2], 'note')); }
      return box;
    }));
    put(id('stand'), say('status', {
      minutes: state.minutes, mode: spec.modes[state.mode], covered: figure(result.covered), total: figure(result.total),
      share: reken.percent(share) || words.none, spots: result.spots, open: result.open
    }));
  }

  /* --- buurten --- */
  function verdict(place) {
    var seconds = result.seconds[place];
    if (seconds <= state.minutes * 60) { return say('inside', { minutes: state.minutes }); }
    if (!(crowd(state)[place] > 0)) { return words.nobody; }
    return isFinite(seconds) ? words.outside : words.never;
  }

  function buurten() {
    var weight = crowd(state), limit = state.minutes * 60;
    order = Array.from(spec.codes.keys()).sort(function (one, other) {
      var spot = (weight[other] > 0 && !(result.seconds[other] <= limit)) - (weight[one] > 0 && !(result.seconds[one] <= limit));
      return spot || (weight[other] - weight[one]) || one - other;
    });
    showBuurten();
  }

  function plain(text) { return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

  function showBuurten() {
    var wanted = plain(id('zoek-buurt').value).trim();
    var listed = wanted ? order.filter(function (place) { return plain(nameOf(place)).indexOf(wanted) >= 0; }) : order;
    var rows = listed.slice(0, shownRows).map(function (place) {
      var row = make('tr'), head = make('th', nameOf(place)), seconds = result.seconds[place];
      head.scope = 'row';
      row.appendChild(head);
      row.appendChild(make('td', verdict(place)));
      row.appendChild(make('td', minutes(seconds), 'num'));
      row.appendChild(make('td', hubOf(state, result, place)));
      row.appendChild(make('td', figure(crowd(state)[place]), 'num'));
      if (a) {
        row.appendChild(make('td', minutes(a.result.seconds[place]), 'num'));
        row.appendChild(make('td', reken.signed(seconds / 60, a.result.seconds[place] / 60, 1) || words.none, 'num'));
        row.appendChild(make('td', words[['won', 'lost', 'kept_in', 'kept_out'][changeOf(place)]].split(':')[0]));
      }
      return row;
    });
    var heads = [words.buurt, words.verdict, words.time, words.hub, words.frail].concat(a ? [words.in_a, words.difference, words.difference] : []);
    fill(id('buurten'), heads, [0, 1, 3].concat(a ? [7] : []), rows);
    put(id('geteld'), say('shown', { shown: figure(rows.length), count: figure(listed.length) }));
    id('meer').hidden = rows.length >= listed.length;
  }

  /* --- two choices --- */
  function described(key, of) {
    var open = sitesOf(of).filter(function (site, index) { return of.open[index]; }).map(function (site) { return site.name; });
    var hubs = open.length > 4 ? say('hubs_more', { names: open.slice(0, 3).join(', '), count: open.length - 3 }) : open.join(', ') || words.no_hub;
    return say(key, { hubs: hubs, minutes: of.minutes, mode: spec.modes[of.mode], title: question(of).title });
  }

  function compare() {
    id('naast').hidden = id('naast-cijfers').hidden = !a;
    if (!a) { return; }
    id('a-is').textContent = described('a_is', a);
    id('b-is').textContent = described('b_is', state);
    var sums = [0, 0, 0, 0];
    result.seconds.forEach(function (_, place) { sums[changeOf(place)] += crowd(state)[place]; });
    id('verschuiving').textContent = say('moved', { won: figure(sums[0]), lost: figure(sums[1]), same: figure(sums[2] + sums[3]) });
    var share = function (told) { return 100 * told.covered / told.total; };
    var lines = [
      ['row_covered', a.result.covered, result.covered, 0, ''], ['row_share', share(a.result), share(result), 0, ' %', words.points],
      ['row_spots', a.result.spots, result.spots, 0, ''], ['row_mean', a.result.mean / 60, result.mean / 60, 1, ' min'],
      ['row_worst', a.result.worst / 60, result.worst / 60, 1, ' min'], ['row_unreached', a.result.unreached, result.unreached, 0, ''],
      ['row_open', a.result.open, result.open, 0, '']
    ];
    if (spec.qualities.length) { lines.push(['row_outcome', a.result.objective / 3600, result.objective / 3600, 1, '']); }
    var rows = lines.map(function (line) {
      var row = make('tr'), head = make('th', words[line[0]]);
      head.scope = 'row';
      row.appendChild(head);
      [reken.number(line[1], line[3]), reken.number(line[2], line[3]), reken.signed(line[2], line[1], line[3])].forEach(function (text, column) {
        row.appendChild(make('td', text === null ? words.none : text + (column === 2 && line[5] ? line[5] : line[4]), 'num'));
      });
      return row;
    });
    fill(id('naast-tabel'), [words.figure, words.side_a, words.side_now, words.difference], [0], rows);
    root.querySelectorAll('input[name="watals-toont"]').forEach(function (box) { box.checked = box.value === view; });
  }

  /* --- settings --- */
  function settings() {
    delen.options(id('uitgangspunt'), spec.scenarios.map(function (each, index) { return [String(index), each.title]; }), String(state.scenario));
    delen.options(id('vervoer'), Object.keys(question(state).modes).map(function (mode) { return [mode, spec.modes[mode]]; }), state.mode);
    id('minuten').max = table(state).minutes;
    id('minuten').value = state.minutes;
    spec.qualities.forEach(function (quality) { id('weegt-' + quality.key).value = state.weights[quality.key] || 0; });
  }

  function react() {
    result = stand.answer(state);
    if (a) { a.result = stand.answer(a); }
    var told = say('min', { value: state.minutes });
    put(id('minuten-waarde'), told);
    id('minuten').setAttribute('aria-valuetext', told);
    figures();
    showSites();
    buurten();
    compare();
    draw();
    id('bewaar-knop').disabled = !result.open;
    put(id('bewaar-zegt'), result.open ? '' : words.save_none);
    remember();
  }

  function weighing() {
    var box = id('weegt');
    box.replaceChildren.apply(box, spec.qualities.map(function (quality) {
      var label = make('label', quality.label), input = make('input');
      input.type = 'number';
      input.step = quality.step;
      input.id = 'watals-weegt-' + quality.key;
      input.addEventListener('input', function () {
        var worth = Number(input.value);
        if (isFinite(worth)) { state.weights[quality.key] = worth; react(); }
      });
      label.appendChild(input);
      label.appendChild(make('small', quality.unit));
      return label;
    }));
    id('wegen').hidden = !spec.qualities.length;
  }

  function save(event) {
    event.preventDefault();
    var title = id('bewaar-naam').value.trim() || say('default_title', { count: result.open });
    var name = reken.fileName(title, spec.taken), fixed = root.querySelector('input[name="watals-model"]:checked').value === 'fixed';
    var ids = sitesOf(state).filter(function (site, index) { return state.open[index]; }).map(function (site) { return site.id; });
    var text = reken.scenario({
      name: name, title: title, head: say('save_head', { region: spec.region }), hubs: result.open, mode: state.mode, minutes: state.minutes,
      keep: fixed ? ids : null, weights: state.weights, start: question(state).start
    });
    var link = make('a'), url = window.URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    link.href = url;
    link.download = name + '.yaml';
    link.click();
    window.setTimeout(function () { window.URL.revokeObjectURL(url); }, 10000);
    put(id('bewaar-zegt'), say('saved', { file: name + '.yaml' }));
  }

  function on(name, event, handler) { id(name).addEventListener(event, handler); }

  on('uitgangspunt', 'change', function () { state = stand.fitted(stand.start(Number(id('uitgangspunt').value))); settings(); react(); });
  on('vervoer', 'change', function () { state.mode = id('vervoer').value; stand.fitted(state); settings(); react(); });
  on('minuten', 'input', function () { state.minutes = Number(id('minuten').value); react(); });
  on('terug', 'click', function () { state = stand.fitted(stand.start(state.scenario)); settings(); react(); });
  on('naast-knop', 'click', function () { a = stand.copy(state); view = 'change'; react(); id('naast').scrollIntoView({ block: 'nearest' }); });
  on('naast-stop', 'click', function () { a = null; view = 'now'; react(); id('naast-knop').focus(); });
  on('naast-terug', 'click', function () { state = stand.copy(a); settings(); react(); });
  on('zoek-plek', 'input', function () {
    var wanted = plain(id('zoek-plek').value).trim();
    Array.prototype.forEach.call(id('plekken').tBodies[0].rows, function (row) { row.hidden = plain(row.textContent).indexOf(wanted) < 0; });
  });
  on('zoek-buurt', 'input', function () { shownRows = ROWS; showBuurten(); });
  on('meer', 'click', function () { shownRows += MORE; showBuurten(); });
  on('bewaar', 'submit', save);
  root.querySelectorAll('input[name="watals-toont"]').forEach(function (box) {
    box.addEventListener('change', function () { view = box.value; draw(); remember(); });
  });
  /* A link within the page, such as the one to its content, is no state. */
  window.addEventListener('hashchange', function () {
    if (window.location.hash.indexOf('=') >= 0) { window.clearTimeout(timer); restore(); }
  });

  weighing();
  restore();
})();
