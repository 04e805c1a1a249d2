import { Download } from 'lucide-react';
import { exportAddress, type Selection } from '../../api/logs';
import { key } from '../../api/key';
import { send } from '../../api/http';
import { say } from '../../shell/toasts';
import { Menu } from '../../ui/Menu';

interface Props {
  selection: Selection;
  columns: readonly string[];
}

/** Downloads all that the query finds, not only what is shown. */
export function ExportMenu({ selection, columns }: Props) {
  return (
    <Menu
      align="end"
      label={
        <>
          <Download size={14} aria-hidden /> Export
        </>
      }
      items={[
        {
          title: 'NDJSON',
          detail: 'Whole records, one a line, gzip',
          run: () => void download(exportAddress(selection, 'ndjson', []), 'logs.ndjson.gz'),
        },
        {
          title: 'CSV',
          detail: 'The columns shown, gzip',
          run: () => void download(exportAddress(selection, 'csv', columns), 'logs.csv.gz'),
        },
      ]}
    />
  );
}

async function download(address: string, name: string): Promise<void> {
  if (key.get() === undefined) {
    follow(address, name);
    return;
  }

  // A link cannot show a key, so that the browser holds the whole file until it is there.
  say('The export is on its way.');
  try {
    const response = await send(address);
    const url = URL.createObjectURL(await response.blob());
    follow(url, name);
    URL.revokeObjectURL(url);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'failed');
  }
}

function follow(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
