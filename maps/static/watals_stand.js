/* States of the page Wat als: from a scenario, from an address, and what one means. No page and no map here. */
(function () {
  'use strict';

  window.wijkStand = function (spec) {
    var reken = window.wijkReken, tables = {}, crowds = {};

    function question(of) { return spec.scenarios[of.scenario]; }
    function sitesOf(of) { return spec.sites[question(of).sites]; }
    function table(of) {
      var place = question(of).modes[of.mode];
      if (!tables[place]) { tables[place] = reken.times(spec.times[place]); }
      return tables[place];
    }
    function crowd(of) {
      var place = question(of).people;
      if (!crowds[place]) { crowds[place] = reken.people(spec.people[place]); }
      return crowds[place];
    }
    function answer(of) { return reken.answer(table(of), crowd(of), sitesOf(of), of.open, of.minutes, of.weights); }

    function start(scenario) {
      var asked = spec.scenarios[scenario], open = new Uint8Array(spec.sites[asked.sites].length);
      asked.open.forEach(function (index) { open[index] = 1; });
      return { scenario: scenario, mode: asked.mode, minutes: asked.minutes, open: open, weights: Object.assign({}, asked.weights) };
    }

    function fitted(of) {
      of.minutes = Math.max(1, Math.min(of.minutes, table(of).minutes));
      return of;
    }

    /* A state from an address; what it names that is not there is counted in told. */
    function from(asked, told) {
      var scenario = spec.scenarios.findIndex(function (each) { return each.id === asked.scenario; });
      if (asked.scenario !== undefined && scenario < 0) { told.scenario = true; }
      var out = start(Math.max(0, scenario)), sites = sitesOf(out);
      if (asked.hubs !== undefined && !told.scenario) {
        out.open = new Uint8Array(sites.length);
        asked.hubs.split(',').filter(Boolean).forEach(function (name) {
          var index = sites.findIndex(function (site) { return site.id === name; });
          if (index >= 0) { out.open[index] = 1; } else { told.sites += 1; }
        });
      }
      if (Object.keys(question(out).modes).indexOf(asked.mode) >= 0) { out.mode = asked.mode; }
      if (/^\d{1,3}$/.test(asked.minutes || '')) { out.minutes = Number(asked.minutes); }
      spec.qualities.forEach(function (quality) {
        if (quality.key in asked.weights) { out.weights[quality.key] = asked.weights[quality.key]; }
      });
      return fitted(out);
    }

    function copy(of) {
      return { scenario: of.scenario, mode: of.mode, minutes: of.minutes, open: of.open.slice(), weights: Object.assign({}, of.weights) };
    }

    function written(of, beside, view) { return reken.written(of, question(of), sitesOf(of), beside, view); }

    return {
      question: question, sitesOf: sitesOf, table: table, crowd: crowd, answer: answer, start: start, fitted: fitted, from: from, copy: copy,
      written: written
    };
  };
})();
