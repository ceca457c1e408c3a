/**
 * The looks of the page. It names no file, no font and no host; colours of both schemes have a contrast of at least
 * 4.5 to 1 to what they stand on (WCAG 2.2, 1.4.3), which the tests ask axe about.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --line: #d1d9e0; --text: #1f2328; --quiet: #59636e; --link: #0550ae;
  --create: #116329; --create-bg: #dafbe1; --create-line: #4ac26b;
  --update: #7d4e00; --update-bg: #fff8c5; --update-line: #d4a72c;
  --delete: #a40e26; --delete-bg: #ffebe9; --delete-line: #ff8182;
  --replace: #6639ba; --replace-bg: #fbefff; --replace-line: #c297ff;
  --noop: #4b535d; --noop-bg: #eff2f5; --noop-line: #afb8c1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #151b23; --line: #3d444d; --text: #f0f6fc; --quiet: #9198a1; --link: #79c0ff;
    --create: #7ee787; --create-bg: #12281a; --create-line: #2ea043;
    --update: #e3b341; --update-bg: #2b2411; --update-line: #9e6a03;
    --delete: #ffa198; --delete-bg: #34171a; --delete-line: #da3633;
    --replace: #d2a8ff; --replace-bg: #271b3d; --replace-line: #8957e5;
    --noop: #b1bac4; --noop-bg: #212830; --noop-line: #656c76;
  }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --line: #bbb; --text: #000; --quiet: #444; --link: #000;
    --create: #116329; --create-bg: #fff; --update: #7d4e00; --update-bg: #fff; --delete: #a40e26;
    --delete-bg: #fff; --replace: #6639ba; --replace-bg: #fff; --noop: #444; --noop-bg: #fff;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
}
body > * { max-width: 1180px; margin-inline: auto; padding-inline: clamp(12px, 3vw, 28px); }
code, pre, .mono, .drawing text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code, pre, .mono { font-size: .88em; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3, h4, h5, p, ul, ol, dl, dd, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .7rem; }
h3 { font-size: 1rem; font-weight: 600; }
.quiet { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; display: inline-block; padding: .6rem; }
header { padding-top: 1.6rem; }
header p { margin-top: .35rem; }
.verdict { margin-top: 1.1rem; font-weight: 600; display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
.count { border: 1px solid var(--noop-line); background: var(--noop-bg); color: var(--noop); border-radius: 99px; padding: .1rem .7rem; font-weight: 500; }
.count.some { font-weight: 700; }
.comma { position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%); }
.refusal { margin-top: 1rem; border: 1px solid var(--delete-line); border-left-width: 6px; background: var(--delete-bg); color: var(--delete); padding: .7rem 1rem; border-radius: 8px; font-weight: 600; }
nav { margin-top: 1.2rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
.card, .change, .notice { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: .9rem 1.1rem; margin-top: 1rem; }
.command { margin: .4rem 0 0; padding: .6rem .8rem; background: var(--page); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
fieldset { border: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: .5rem 1.1rem; align-items: center; margin-bottom: .9rem; }
fieldset[hidden] { display: none; }
legend { float: left; font-weight: 600; padding: 0; }
label { display: inline-flex; align-items: center; gap: .4rem; min-height: 28px; }
input[type="checkbox"] { width: 17px; height: 17px; accent-color: var(--link); }
input[type="search"] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: 6px; padding: .25rem .5rem; width: min(15rem, 60vw); }
button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: 6px; padding: .25rem .8rem; cursor: pointer; }
.change { margin-top: .4rem; border-left: 5px solid var(--kind-line); }
.change:target { outline: 3px solid var(--link); outline-offset: 2px; }
[hidden] { display: none !important; }
.create { --kind: var(--create); --kind-bg: var(--create-bg); --kind-line: var(--create-line); }
.update { --kind: var(--update); --kind-bg: var(--update-bg); --kind-line: var(--update-line); }
.delete, .blocked { --kind: var(--delete); --kind-bg: var(--delete-bg); --kind-line: var(--delete-line); }
.replace { --kind: var(--replace); --kind-bg: var(--replace-bg); --kind-line: var(--replace-line); }
.no-op { --kind: var(--noop); --kind-bg: var(--noop-bg); --kind-line: var(--noop-line); }
.count.some { border-color: var(--kind-line); background: var(--kind-bg); color: var(--kind); }
summary { cursor: pointer; padding: .55rem .9rem; border-radius: 8px; }
.change summary, .plain { display: grid; grid-template-columns: 1.9em minmax(0, 1fr) auto; gap: 0 .2rem; align-items: baseline; padding: .38rem .9rem; list-style: none; }
.change summary::-webkit-details-marker { display: none; }
.change summary::after { content: "▸"; color: var(--quiet); }
.change details[open] > summary::after { content: "▾"; }
.title { display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
.change h4 { font-size: 1rem; margin: 0; }
.list { margin-top: 1.3rem; }
h5 { font-size: .9rem; margin: .6rem 0 .2rem; }
.mark { color: var(--kind); font-weight: 700; min-width: 1.4em; white-space: pre; }
.word { color: var(--kind); }
.tag { border: 1px solid var(--kind-line); color: var(--kind); border-radius: 99px; padding: 0 .5rem; font-size: .8rem; font-weight: 600; }
.tag.bad { background: var(--kind-bg); }
.inside { padding: 0 .9rem .8rem calc(.9rem + 2.1em); }
.notes { list-style: none; margin-bottom: .5rem; }
.notes li { margin-top: .3rem; padding: .35rem .7rem; border-radius: 6px; background: var(--update-bg); color: var(--update); border: 1px solid var(--update-line); }
.notes li.bad { background: var(--delete-bg); color: var(--delete); border-color: var(--delete-line); }
.values { display: grid; gap: 1px; }
.values > div { display: grid; grid-template-columns: minmax(12rem, 20rem) 1fr; gap: .1rem 1rem; padding: .12rem 0; }
.values.wide > div { grid-template-columns: minmax(12rem, 32rem) 1fr; }
.values dt { color: var(--quiet); }
.values dd { min-width: 0; }
del, ins { text-decoration: none; border-radius: 4px; padding: 0 .25em; }
del { background: var(--delete-bg); color: var(--delete); }
ins { background: var(--create-bg); color: var(--create); }
.after { color: var(--quiet); margin-top: .3rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: 12px; }
.drawing { display: block; }
.drawing.shrinks { max-width: 100%; height: auto; min-width: 1000px; }
.drawing text { font-size: 12px; fill: var(--kind); white-space: pre; }
.drawing .time { fill: var(--text); font-size: 11px; }
.drawing rect { fill: var(--kind-bg); stroke: var(--kind-line); stroke-width: 1.2; }
.drawing .long rect { stroke: var(--kind); stroke-width: 2.6; }
.drawing .blocked rect { stroke-width: 3; stroke-dasharray: 7 3; }
.drawing .edge { fill: none; stroke: var(--quiet); stroke-width: 1.2; opacity: .75; }
.drawing .edge.long { stroke: var(--text); stroke-width: 2.2; opacity: 1; }
.drawing .tip { fill: var(--quiet); }
.drawing a:focus-visible rect { stroke: var(--link); stroke-width: 4; }
.steps { list-style: none; counter-reset: step; margin-top: .8rem; }
.steps li { counter-increment: step; display: grid; grid-template-columns: 2.6rem minmax(0, 5fr) minmax(0, 4fr) minmax(5rem, 3fr); gap: .1rem .8rem; align-items: center; padding: .3rem 0; border-top: 1px solid var(--line); }
.steps li::before { content: counter(step) "."; color: var(--quiet); text-align: right; }
.steps .bar { display: block; width: 100%; height: 10px; }
.bar rect { fill: var(--kind-line); }
.bar .ground { fill: var(--noop-bg); }
.drift { list-style: none; }
.drift > li { margin-top: .7rem; }
.frame { white-space: pre; overflow-x: auto; margin: .4rem 0; }
.notice { padding: .7rem 1rem; margin-top: .5rem; border-left: 5px solid var(--kind-line); }
.notice p { margin-top: .3rem; white-space: pre-line; }
footer { padding-block: 2rem; color: var(--quiet); }
@media (max-width: 640px) {
  .values > div, .values.wide > div { grid-template-columns: minmax(0, 1fr); padding: .25rem 0; }
  .values dd { padding-left: 1rem; }
  .inside { padding-left: .9rem; }
  .steps li { grid-template-columns: 2.2rem minmax(0, 1fr); }
  .steps li > * { grid-column: 2; }
}
@media print {
  nav, .skip, fieldset, .change summary::after { display: none !important; }
  body { font-size: 10pt; }
  .change, .notice, .steps li { break-inside: avoid; }
  .scroll { overflow: visible; border: 0; padding: 0; }
  .drawing { max-width: 100%; height: auto; }
  details::details-content { content-visibility: visible !important; block-size: auto !important; }
}
`;
