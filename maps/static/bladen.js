/* One file of many pages: shows the page that the address asks for, or in which what it asks for stands. */
(function () {
  'use strict';

  var pages = Array.prototype.slice.call(document.querySelectorAll('article.blad'));
  var links = Array.prototype.slice.call(document.querySelectorAll('header nav a'));

  function show() {
    var found = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    var page = (found && found.closest('article.blad')) || pages[0];
    pages.forEach(function (each) { each.hidden = each !== page; });
    links.forEach(function (link) {
      if (link.getAttribute('href') === '#' + page.id) { link.setAttribute('aria-current', 'page'); } else { link.removeAttribute('aria-current'); }
    });
    if (found) { found.scrollIntoView(); }
  }

  window.addEventListener('hashchange', show);
  window.addEventListener('beforeprint', function () { pages.forEach(function (each) { each.hidden = false; }); });
  window.addEventListener('afterprint', show);
  show();
})();
