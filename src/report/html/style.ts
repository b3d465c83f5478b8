/** The look of the page: light and dark, on a screen and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --shade: #f6f8fa; --mark: #ffd8d3;
  --PASS: #1a7f37; --FAIL: #cf222e; --WARN: #9a6700; --SKIP: #59636e; --ERROR: #8250df }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --shade: #151b23; --mark: #6e2c2a;
  --PASS: #3fb950; --FAIL: #f85149; --WARN: #d29922; --SKIP: #9198a1; --ERROR: #ab7df8 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem 4rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.3rem; margin: 1.5rem 0 .2rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem } h4 { margin: 0; color: var(--soft); font-weight: 500 }
p { margin: .2rem 0 } pre { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.45 ui-monospace, monospace }
code { font: 12.5px ui-monospace, monospace } .about, .meta { color: var(--soft) } .good { color: var(--PASS) } .bad { color: var(--FAIL) } .unclear { color: var(--ERROR) }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; padding: .6rem 0; background: var(--back); border-bottom: 1px solid var(--line) }
input[type=search] { flex: 1 1 14rem; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--shade); color: inherit; font: inherit }
.keys { flex-basis: 100%; font-size: .85em; color: var(--soft) } kbd { padding: 0 .3rem; border: 1px solid var(--line); border-radius: 4px; background: var(--shade); font: inherit }
.check { border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.2rem }
.check > summary { padding: .4rem .2rem; cursor: pointer; overflow-wrap: anywhere } .check > summary:hover { background: var(--shade) }
.check > summary code { color: var(--soft) } .word { display: inline-block; min-width: 3.4rem; font-weight: 700; font-size: .85em }
.PASS .word { color: var(--PASS) } .FAIL .word { color: var(--FAIL) } .WARN .word { color: var(--WARN) } .SKIP .word { color: var(--SKIP) } .ERROR .word { color: var(--ERROR) }
.body { padding: 0 0 1rem 3.9rem } .wrong { margin: .2rem 0; padding-left: 1.1rem; color: var(--FAIL) } .WARN .wrong { color: var(--WARN) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .4rem 0 } dt { color: var(--soft) } dd { margin: 0 }
.exchange { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-top: .5rem } .exchange section { min-width: 0; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: 6px; background: var(--shade); overflow-wrap: anywhere }
pre { max-height: 36rem; overflow: auto } .repeat { grid-column: 1 / -1 } .headers summary { cursor: pointer; color: var(--soft) } mark { background: var(--mark); color: inherit; outline: 1px solid var(--FAIL); border-radius: 2px }
table { width: 100%; border-collapse: collapse } td, th { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere }
[hidden] { display: none !important } :focus-visible { outline: 2px solid #0969da; outline-offset: 1px }
@media (max-width: 50rem) { body { padding: 0 1rem 3rem } .exchange { grid-template-columns: minmax(0, 1fr) } .body { padding-left: 0 } .keys { display: none }
  .word { min-width: 0; margin-right: .4rem } .check > summary code, .check > summary .about { display: block; padding-left: 1rem } }
@media print { form { display: none } pre { max-height: none } .check { content-visibility: visible; break-inside: avoid } body { max-width: none } }
`;
