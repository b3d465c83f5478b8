import { shellWord } from '../report/exchange-text.js';

/** The files that `init` writes. */

export const CONFIG_FILE = 'arp-conformance.config.yaml';
export const SYSTEMS = ['github', 'gitlab', 'none'] as const;

/** What a gate is about. */
export interface Gate {
  readonly service: string;
  readonly url: string;
  readonly tier: string;
  readonly ci: (typeof SYSTEMS)[number];
  /** Shell command that starts the service. */
  readonly start: string;
  /** What npx runs in the job, as npm names packages: a version, or a packed file of the project. */
  readonly package: string;
}

/** The configuration: what every run of this project has in common. */
export function configText({ service, url, tier }: Gate): string {
  const mutations = tier === 'smoke' ? '# allow-mutations: true\n' : 'allow-mutations: true\n';
  return `# Settings of arp-conformance; every flag of check can stand here. arp-conformance check ${service} --print-config shows what counts.
${service}-url: ${JSON.stringify(url)}
tier: ${tier}
# Tiers core and full create things on the service, and remove them again.
${mutations}# Give the service this many seconds to come up.
wait: 60
`;
}

/** Where the job stands in the project; undefined where there is none. */
export function jobFile({ ci }: Gate): string | undefined {
  if (ci === 'github') return '.github/workflows/arp-conformance.yml';
  return ci === 'gitlab' ? '.gitlab/arp-conformance.yml' : undefined;
}

/** A job that starts the service and checks it. */
export function jobText(gate: Gate): string {
  const check = `npx --yes ${shellWord(gate.package)} check ${gate.service}`;
  return gate.ci === 'github' ? githubJob(gate, check) : gitlabJob(gate, check);
}

function githubJob({ start }: Gate, check: string): string {
  return `name: conformance
on: [push, pull_request]
permissions:
  contents: read
jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Start the service
        run: ${JSON.stringify(`${start} &`)}
      # Annotations and the job summary are written by themselves.
      - name: Check the service
        env:
          ARP_TOKEN: \${{ secrets.ARP_TOKEN }}
        run: ${check} --reporter terminal --reporter github --reporter html=reports/arp.html --reporter json=reports/arp.json
      - name: Keep the reports
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: arp-conformance
          path: reports/
`;
}

function gitlabJob({ start }: Gate, check: string): string {
  return `conformance:
  image: node:22
  script:
    - ${JSON.stringify(`${start} &`)}
    - ${check} --reporter terminal --reporter junit=reports/arp.xml --reporter html=reports/arp.html --reporter json=reports/arp.json
  artifacts:
    when: always
    paths:
      - reports/
    reports:
      junit: reports/arp.xml
`;
}
