/** Waits until the condition holds: what is accepted is found about a second later. */
export async function eventually(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    if (await holds()) {
      return;
    }

    await new Promise((again) => setTimeout(again, 250));
  }

  throw new Error(otherwise);
}
