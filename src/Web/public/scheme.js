// Before the first paint, so that a chosen scheme does not flash. A file of its own, because inline scripts are forbidden.
try {
  var scheme = localStorage.getItem('monolith.scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch (_) {
  // Storage is switched off: the system's scheme stays.
}
