/*
 * Runs in the browser, on the two pages that letters lead to: as it is, without a framework. The token stands behind
 * the # of the address, which no server and no next page is told. It is taken out of the address at once.
 */
const form = document.querySelector('form');
const outcome = document.querySelector('#outcome');
const button = form.querySelector('button');
const password = form.querySelector('#password');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);

/** Tells how it went, to eyes and, by the focus, to screen readers; `isOver` where there is nothing left to do here. */
const tell = (text, isOver) => {
  outcome.textContent = text;
  form.hidden = isOver;
  outcome.focus();
};

/** What was wrong, as the service says it: each thing, or else in one sentence. */
const reasons = ({ detail, errors = [] }) =>
  errors.length > 0 ? errors.map(({ message }) => message) : [detail];

const send = async () => {
  const response = await fetch(form.dataset.api, {
    method: 'POST',
    // Whoever is logged in here: it is the token that counts.
    credentials: 'omit',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, ...(password && { password: password.value }) }),
  });
  if (response.ok) return tell(form.dataset.done, true);
  const problem = await response.json();
  tell(reasons(problem).join(' '), problem.code === 'one-time-token-invalid');
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await send();
  } catch {
    tell('The service cannot be reached. Try again.', false);
  }
  button.disabled = false;
});

document.querySelector('#show')?.addEventListener('change', ({ target }) => {
  password.type = target.checked ? 'text' : 'password';
});

if (token) form.hidden = false;
else tell('This address lacks what a link in a letter ends with. Open the link again.', true);
