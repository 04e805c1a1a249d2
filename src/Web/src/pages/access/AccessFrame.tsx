import type { ComponentProps } from 'react';
import { SectionFrame, type SectionPart } from '../../shell/SectionFrame';

const parts: readonly SectionPart[] = [
  { to: '/access/keys', title: 'Keys', permission: 'access:read' },
  { to: '/access/people', title: 'People', permission: 'access:read' },
  { to: '/access/service-accounts', title: 'Service accounts', permission: 'access:read' },
  { to: '/access/teams', title: 'Teams', permission: 'access:read' },
  { to: '/access/roles', title: 'Roles', permission: 'access:read' },
  { to: '/access/tenants', title: 'Tenants', permission: 'tenants:manage' },
];

/** A page of access. */
export function AccessFrame(props: Omit<ComponentProps<typeof SectionFrame>, 'name' | 'parts' | 'changing'>) {
  return <SectionFrame name="Access" parts={parts} changing="access:manage" {...props} />;
}
