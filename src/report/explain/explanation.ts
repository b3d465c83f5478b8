import kleur from 'kleur';
import { checkPage } from './check.js';
import { kindPage } from './kind.js';
import type { Material, Subject } from './material.js';
import { requirementPage } from './requirement.js';

/** The page of a check, a requirement or a kind of finding. */
export function explanation(
  subject: Subject,
  material: Material,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  kleur.enabled = color;
  switch (subject.what) {
    case 'check':
      return `${checkPage(subject.check, material, width)}\n`;
    case 'kind':
      return `${kindPage(subject.kind, material, width)}\n`;
    case 'requirement': {
      const requirement = material.spec.requirements.get(subject.id);
      return requirement === undefined ? '' : `${requirementPage(requirement, material, width)}\n`;
    }
  }
}
