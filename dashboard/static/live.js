// Renews the list of running loads on /data while one runs. The page is whole
// without it: it says how things stood when it was asked for.
(() => {
  'use strict';

  const pause = 5000;
  const patience = 3; // answers that may fail one after another

  let failures = 0;
  const renew = async () => {
    const old = document.getElementById('running');
    if (document.hidden) return true;
    try {
      const answer = await fetch(old.dataset.address, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = document.importNode(page.getElementById('running'), true);
      old.replaceWith(fresh);
      failures = 0;
      return 'live' in fresh.dataset;
    } catch {
      failures += 1;
      return failures < patience;
    }
  };

  const again = async () => {
    if (await renew()) setTimeout(again, pause);
  };

  const list = document.getElementById('running');
  if (list && 'live' in list.dataset) setTimeout(again, pause);
})();
