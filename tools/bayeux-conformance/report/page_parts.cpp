#include "tools/bayeux-conformance/report/page_parts.hpp"

namespace halley::conformance {

const std::string_view page_style = R"css(
:root {
  color-scheme: light dark;
  --back: #fff; --text: #1c1e21; --soft: #5b626b; --line: #d5d9de; --raised: #f4f5f7;
  --pass: #1a7337; --fail: #b3161d; --warn: #8a5a00; --weak: #7a3a9c; --info: #1f5fa8;
  --skipped: #5b626b; --link: #1f5fa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #15171a; --text: #e6e8eb; --soft: #a0a7b0; --line: #353a41; --raised: #1f2226;
    --pass: #6cc987; --fail: #ff8a8a; --warn: #f0b850; --weak: #d5a1f0; --info: #86b8f5;
    --skipped: #a0a7b0; --link: #86b8f5;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; padding: 1rem; max-width: 80rem; background: var(--back); color: var(--text);
  font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.4rem; line-height: 1.2; margin: .5rem 0; }
a { color: var(--link); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .8rem; margin: .6rem 0; }
dt { color: var(--soft); }
dd { margin: 0; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; overflow-wrap: normal; }
tbody tr { border-bottom: 1px solid var(--line); }
#overview { width: auto; margin: .8rem 0; }
#overview td { text-align: right; font-variant-numeric: tabular-nums; }
#servers, #subjects { margin: .8rem 0; }
#servers tbody th, .count { font-variant-numeric: tabular-nums; }
#subjects th, #subjects td { padding: .15rem .5rem; }
.subject { font-weight: 400; }
.count { text-align: right; }
#matrix thead th { position: sticky; top: 0; background: var(--back); }
#matrix tbody th { white-space: nowrap; }
.case:target { background: var(--raised); }
.level, .source { color: var(--soft); }
.source { font-size: .85rem; }
.level, .cell { white-space: nowrap; }
.verdict { font-weight: 600; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .warn { color: var(--warn); }
.weak { color: var(--weak); } .info { color: var(--info); } .skipped { color: var(--skipped); }
.pass, .skipped { font-weight: 400; }
.cell .on { color: var(--soft); font-size: .85rem; }
.outcome { margin: .2rem 0; font-size: .9rem; }
.run h2 { font-size: .9rem; margin: .5rem 0 0; }
details { font-size: .85rem; }
summary { color: var(--soft); cursor: pointer; }
.talk { list-style: none; margin: .3rem 0; padding: 0; }
.talk li { margin: 0 0 .4rem; padding-left: .6rem; border-left: 3px solid var(--line); }
.talk .sent { border-color: var(--info); }
.talk .received { border-color: var(--pass); }
pre {
  margin: .1rem 0 0; padding: .4rem; background: var(--raised); white-space: pre-wrap;
  font: .8rem/1.4 ui-monospace, monospace;
}
form { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .3rem; margin: 0; padding: .2rem .6rem .5rem; }
legend { color: var(--soft); font-size: .85rem; }
label { display: inline-block; margin-right: .6rem; }
input[type=search] { font: inherit; width: 12rem; max-width: 100%; }
output { color: var(--soft); }
@media (max-width: 45rem) {
  body { padding: .6rem; }
  #servers, #servers tbody, #servers tr, #servers td { display: block; padding: .1rem 0; }
  #servers tr, #subjects tr { padding: .4rem 0; }
  #servers th { padding: .1rem .4rem .1rem 0; }
  #servers th, #servers th + td { display: inline-block; font-weight: 600; }
  #subjects, #subjects tbody, #subjects tr { display: block; }
  #subjects tr { display: flex; flex-wrap: wrap; gap: 0 .8rem; }
  #subjects th { flex: 1 0 70%; padding: 0; }
  #subjects td { padding: 0; white-space: normal; }
  #subjects .cell::before { content: attr(data-name) ": "; color: var(--soft); font-weight: 400; }
  #matrix, #matrix tbody, #matrix tr, #matrix th, #matrix td { display: block; padding: .1rem 0; }
  #servers thead, #subjects thead, #matrix thead { display: none; }
  #matrix tbody { padding: .5rem 0; }
  #matrix .cell { display: inline-block; margin-right: .8rem; }
  #matrix .cell::before { content: attr(data-name) ": "; color: var(--soft); }
  #matrix .cell.none { display: none; }
  #matrix th, #matrix .level { display: inline-block; margin-right: .6rem; }
  #overview { font-size: .75rem; width: 100%; }
  #overview th, #overview td { padding: .15rem; }
}
@media print {
  :root {
    --back: #fff; --text: #000; --soft: #444; --line: #999; --raised: #fff;
    --pass: #000; --fail: #000; --warn: #000; --weak: #000; --info: #000; --skipped: #444;
    --link: #000;
  }
  body { max-width: none; padding: 0; font-size: 9pt; }
  form, details:not([open]) { display: none !important; }
  a { text-decoration: none; }
  tbody.case { break-inside: avoid; }
  #matrix thead th { position: static; }
  pre { border: 1px solid var(--line); }
}
)css";

const std::string_view page_script = R"js(
(() => {
  const form = document.getElementById('filters');
  const cases = [...document.querySelectorAll('tbody.case')].map(body => ({
    body,
    text: body.textContent.toLowerCase(),
    runs: [...body.querySelectorAll('[data-verdict]')].map(({ dataset }) => dataset),
  }));
  const ofTransport = [...document.querySelectorAll('[data-transport]')];
  const shown = document.getElementById('shown');

  const chosen = name =>
    new Set([...form.querySelectorAll(`input[name="${name}"]:checked`)].map(({ value }) => value));

  function apply() {
    const verdicts = chosen('verdict');
    const levels = chosen('level');
    const transports = chosen('transport');
    const words = form.querySelector('[name=text]').value.toLowerCase().split(/\s+/);
    const differing = form.querySelector('[name=differing]')?.checked;
    let count = 0;
    for (const { body, text, runs } of cases) {
      const fits =
        levels.has(body.dataset.level) &&
        (!differing || body.dataset.differs === 'yes') &&
        runs.some(({ verdict, transport }) => verdicts.has(verdict) && transports.has(transport)) &&
        words.every(word => text.includes(word));
      body.hidden = !fits;
      if (fits) count += 1;
    }
    for (const part of ofTransport) part.hidden = !transports.has(part.dataset.transport);
    shown.value = `${count} of ${cases.length} cases`;
  }

  form.addEventListener('input', apply);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  form.hidden = false;
  apply();
})();
)js";

}  // namespace halley::conformance
