// What Monolith says about itself at /metrics. Nothing here needs k6.

/** The sum of all series of a metric in Prometheus' text; 0 when there are none. */
export function sumOf(text, name) {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
