/*
 * Runs in the browser on the two pages that emails link to, without a framework or a build. The token is in the
 * fragment of the URL (after #), which browsers send neither to the server nor in Referer. It is removed from the
 * address bar at once.
 */
const form = document.querySelector('form');
const outcome = document.querySelector('#outcome');
const button = form.querySelector('button');
const password = form.querySelector('#password');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);

/** Shows the outcome. The focus makes screen readers read it. @param isFinal hides the form: it cannot be sent again */
const showOutcome = (text, isFinal) => {
  outcome.textContent = text;
  form.hidden = isFinal;
  outcome.focus();
};

/** The messages of a problem: one for each error, or else its detail. */
const reasons = ({ detail, errors = [] }) =>
  errors.length > 0 ? errors.map(({ message }) => message) : [detail];

const send = async () => {
  const response = await fetch(form.dataset.api, {
    method: 'POST',
    // The token identifies the account, not the session of this browser.
    credentials: 'omit',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, ...(password && { password: password.value }) }),
  });
  if (response.ok) return showOutcome(form.dataset.done, true);
  const problem = await response.json();
  showOutcome(reasons(problem).join(' '), problem.code === 'one-time-token-invalid');
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await send();
  } catch {
    showOutcome('The service cannot be reached. Try again.', false);
  }
  button.disabled = false;
});

document.querySelector('#show')?.addEventListener('change', ({ target }) => {
  password.type = target.checked ? 'text' : 'password';
});

if (token) form.hidden = false;
else showOutcome('This link is incomplete. Open the link in the email again.', true);
