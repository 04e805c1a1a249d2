let probe: HTMLElement | undefined;

/** The colour of a variable in the present scheme, for drawing on a canvas: `colourOf('--severity-error')`. */
export function colourOf(variable: string): string {
  if (probe === undefined) {
    probe = document.createElement('span');
    probe.hidden = true;
    document.body.append(probe);
  }

  // Computed as the colour of an element, because a variable itself is computed to its text.
  probe.style.color = `var(${variable})`;
  return getComputedStyle(probe).color;
}
