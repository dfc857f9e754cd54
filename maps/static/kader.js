/* The frame of every page: light or dark as the reader chose (kept where the browser may keep it), else as the system is.
   Loaded in the head, so that a page is never drawn twice. Nothing is loaded or sent. */
(function () {
  'use strict';

  var KEY = 'wijkplan.weergave';
  var root = document.documentElement;
  var system = window.matchMedia('(prefers-color-scheme: dark)');

  /* A page from a folder may have no storage, or none that it may touch. */
  function kept() { try { return window.localStorage.getItem(KEY); } catch (refused) { return null; } }
  function keep(value) { try { window.localStorage.setItem(KEY, value); } catch (refused) { /* holds for this page alone */ } }

  function isDark() {
    var chosen = root.getAttribute('data-weergave');
    return chosen ? chosen === 'dark' : system.matches;
  }

  function tell() { root.dispatchEvent(new CustomEvent('weergave')); }

  var before = kept();
  if (before === 'dark' || before === 'light') { root.setAttribute('data-weergave', before); }

  document.addEventListener('DOMContentLoaded', function () {
    var button = document.querySelector('button.weergave');
    if (!button) { return; }
    function label() { button.textContent = button.getAttribute(isDark() ? 'data-light' : 'data-dark'); }
    button.hidden = false;
    button.addEventListener('click', function () {
      var next = isDark() ? 'light' : 'dark';
      root.setAttribute('data-weergave', next);
      keep(next);
      label();
      tell();
    });
    system.addEventListener('change', function () { label(); tell(); });
    label();
  });

  window.wijkWeergave = { isDark: isDark };
})();
