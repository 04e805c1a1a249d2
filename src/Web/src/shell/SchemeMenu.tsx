import { SunMoon } from 'lucide-react';
import { Menu } from '../ui/Menu';
import { scheme, setScheme, type Scheme } from './scheme';
import { useStore } from './store';

const titles: Record<Scheme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function SchemeMenu() {
  const chosen = useStore(scheme);
  return (
    <Menu
      label={<SunMoon size={16} />}
      name="Colours"
      align="end"
      items={(Object.keys(titles) as Scheme[]).map((each) => ({
        title: titles[each],
        isChosen: each === chosen,
        run: () => setScheme(each),
      }))}
    />
  );
}
