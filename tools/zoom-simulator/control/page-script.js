const outcome = document.getElementById('outcome');

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-path]') : null;
  if (!button) return;
  const { method, path, body } = button.dataset;
  const options = body ? { body, headers: { 'content-type': 'application/json' } } : {};
  outcome.textContent = 'Working…';
  const response = await fetch(path, { method, ...options });
  const text = await response.text();
  if (!response.ok) {
    outcome.textContent = `Rejected: ${text}`;
    return;
  }
  sessionStorage.setItem('outcome', `${button.textContent}: done. ${text.slice(0, 300)}`);
  sessionStorage.setItem('scroll', String(scrollY));
  location.reload();
});

outcome.textContent = sessionStorage.getItem('outcome') ?? '';
scrollTo(0, Number(sessionStorage.getItem('scroll') ?? 0));
sessionStorage.clear();
