import { say } from '../shell/toasts';

/** Puts the text into the clipboard and says so. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied.`);
  } catch {
    // Browsers allow it only on pages that came by HTTPS or from this machine.
    say('The browser does not let this page copy. Select the text and copy it by hand.', 'failed');
  }
}
