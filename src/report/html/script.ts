/** Search, filter and keys of the page. Without it the page still shows everything. */
export const SCRIPT = `
const form = document.querySelector('form');
const search = form.querySelector('input[type=search]');
const checks = [...document.querySelectorAll('.check')].map((node) => ({ node, text: node.textContent.toLowerCase() }));
const shown = form.querySelector('output');
function apply() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const outcomes = new Set([...form.querySelectorAll('input[type=checkbox]:checked')].map((box) => box.value));
  let count = 0;
  for (const { node, text } of checks) {
    const fits = outcomes.has(node.classList[1]) && words.every((word) => text.includes(word));
    node.hidden = !fits;
    if (fits) count += 1;
  }
  shown.value = count + ' of ' + checks.length + ' checks';
}
form.hidden = false;
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
addEventListener('beforeprint', () => { for (const { node } of checks) if (!node.classList.contains('PASS')) node.open = true; });
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && event.target === search) { search.value = ''; apply(); search.blur(); return; }
  if (event.target.matches('input')) return;
  if (event.key === '/') { event.preventDefault(); search.focus(); return; }
  if (event.key !== 'j' && event.key !== 'k') return;
  const heads = checks.filter(({ node }) => !node.hidden).map(({ node }) => node.firstElementChild);
  const here = heads.indexOf(document.activeElement);
  const next = heads[event.key === 'j' ? here + 1 : Math.max(0, here - 1)];
  if (next) { next.focus(); next.scrollIntoView({ block: 'nearest' }); }
});
apply();
`;
