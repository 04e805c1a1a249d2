/** An id that no other panel of the dashboard has. */
export function freePanelId(panels: readonly { id: string }[]): string {
  let number = panels.length + 1;
  while (panels.some((panel) => panel.id === `panel-${number}`)) {
    number++;
  }

  return `panel-${number}`;
}
