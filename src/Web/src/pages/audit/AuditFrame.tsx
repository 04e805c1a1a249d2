import type { ComponentProps } from 'react';
import { SectionFrame, type SectionPart } from '../../shell/SectionFrame';

const parts: readonly SectionPart[] = [
  { to: '/audit', title: 'Trail', permission: 'audit:read' },
  { to: '/audit/anchors', title: 'Checkpoints and anchors', permission: 'audit:read' },
];

/** A page of the audit trail, which nobody changes. */
export function AuditFrame(props: Omit<ComponentProps<typeof SectionFrame>, 'name' | 'parts' | 'changing'>) {
  return <SectionFrame name="Audit" parts={parts} changing="audit:read" {...props} />;
}
