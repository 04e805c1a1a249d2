import { ChartNoAxesCombined, KeyRound, Layers, Network, ScrollText, Stamp } from 'lucide-react';

/** The pages that the bar leads to, each with what it takes to see something there. */
export const pages = [
  { to: '/', title: 'Search', keys: 'g s', Icon: ScrollText, permission: 'logs:read', isUsual: true },
  { to: '/traces', title: 'Traces', keys: 'g t', Icon: Layers, permission: 'logs:read', isUsual: true },
  { to: '/services', title: 'Services', keys: 'g v', Icon: Network, permission: 'logs:read', isUsual: true },
  {
    to: '/dashboards',
    title: 'Dashboards',
    keys: 'g d',
    Icon: ChartNoAxesCombined,
    permission: 'logs:read',
    isUsual: true,
  },
  { to: '/access', title: 'Access', keys: 'g a', Icon: KeyRound, permission: 'access:read', isUsual: false },
  { to: '/audit', title: 'Audit', keys: 'g u', Icon: Stamp, permission: 'audit:read', isUsual: false },
] as const;
