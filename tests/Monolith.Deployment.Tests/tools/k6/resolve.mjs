// k6 has its own modules built in. Here they are played by files of this folder.

const played = new Map([
  ['k6', './k6.mjs'],
  ['k6/http', './http.mjs'],
  ['k6/metrics', './metrics.mjs'],
]);

export function resolve(specifier, context, next) {
  const file = played.get(specifier);
  return file ? next(new URL(file, import.meta.url).href, context) : next(specifier, context);
}
