/**
 * What the page does beyond showing: filters, opening what a link leads to, opening all for printing. Without it
 * everything is there to be read; the filters then stay hidden. It only ever reads text and sets `hidden` and `open`.
 */
export const PAGE_SCRIPT = `
(() => {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const bar = byId('filters');
  const entries = all('[data-kind]');
  const changes = entries.filter((entry) => entry.localName === 'article');
  const folds = all('details');

  if (bar !== null) {
    const text = byId('filter-text');
    const dangers = byId('filter-dangers');
    const kinds = all('[name="kind"]');
    const texts = new Map(entries.map((entry) => [entry, entry.textContent.toLowerCase()]));
    const filter = () => {
      const wanted = text.value.trim().toLowerCase();
      const chosen = new Set(kinds.filter((kind) => kind.checked).map((kind) => kind.value));
      for (const entry of entries)
        entry.hidden =
          !chosen.has(entry.dataset.kind) ||
          (dangers.checked && entry.dataset.danger === undefined) ||
          !texts.get(entry).includes(wanted);
      for (const list of all('[data-list]'))
        list.hidden = [...list.querySelectorAll('[data-kind]')].every((entry) => entry.hidden);
      const shown = changes.filter((change) => !change.hidden).length;
      byId('filter-count').textContent = 'Shown: ' + shown + ' of ' + changes.length + '.';
    };
    const clear = () => {
      text.value = '';
      dangers.checked = false;
      for (const kind of kinds) kind.checked = true;
      filter();
    };
    bar.addEventListener('input', filter);
    byId('filter-clear').addEventListener('click', clear);
    byId('open-all').addEventListener('click', () => {
      for (const change of changes) for (const fold of change.querySelectorAll('details')) fold.open = true;
    });
    byId('close-all').addEventListener('click', () => {
      for (const change of changes) for (const fold of change.querySelectorAll('details')) fold.open = false;
    });
    const follow = () => {
      const target = /^#change-[0-9]+$/.test(location.hash) ? byId(location.hash.slice(1)) : null;
      if (target === null) return;
      if (target.hidden) clear();
      const fold = target.querySelector('details');
      if (fold !== null) fold.open = true;
      target.scrollIntoView();
    };
    addEventListener('hashchange', follow);
    bar.hidden = false;
    // A browser keeps what was chosen when it loads a page again.
    filter();
    follow();
  }

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of closed) fold.open = false;
  });
})();
`;
