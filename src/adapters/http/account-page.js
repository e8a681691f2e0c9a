/*
 * Runs in the browser on the pages that emails link to, without a framework or a build. The token is in the fragment of
 * the URL (after #), which browsers send neither to the server nor in Referer. It is removed from the address bar and the
 * history at once.
 */
const find = (selector) => document.querySelector(selector);
const form = find('#use');
const outcome = find('#outcome');
const password = find('#password');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);

/** Shows these parts of the page, and no other. */
const showOnly = (...names) => {
  for (const name of ['use', 'next', 'again', 'again-link'])
    find(`#${name}`)?.toggleAttribute('hidden', !names.includes(name));
};

/** Shows the outcome. The focus makes screen readers read it. */
const showOutcome = (text, isError) => {
  outcome.textContent = text;
  outcome.classList.toggle('error', isError);
  outcome.focus();
};

/** Shows that the link is of no use, and how to get another one. */
const showNoUse = (text) => {
  showOnly('again', 'again-link');
  showOutcome(text, true);
};

/** The messages of a problem: one for each error, or else its detail. */
const reasons = ({ detail, errors = [] }) =>
  (errors.length > 0 ? errors.map(({ message }) => message) : [detail]).join(' ');

const post = (path, body) =>
  fetch(path, {
    method: 'POST',
    // The token identifies the account, not the session of this browser.
    credentials: 'omit',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Sends a form. @param onDone called after success. @param onProblem called with the problem of the service */
const onSubmit = (target, bodyOf, onDone, onProblem) => {
  const button = target.querySelector('button');
  target.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const response = await post(target.dataset.api, bodyOf());
      if (response.ok) onDone();
      else onProblem(await response.json());
    } catch {
      showOutcome('The service cannot be reached. Try again.', true);
    }
    button.disabled = false;
  });
};

onSubmit(
  form,
  () => ({ token, ...(password && { password: password.value }) }),
  () => {
    showOnly('next');
    showOutcome(form.dataset.done, false);
  },
  (problem) => {
    if (problem.code === 'one-time-token-invalid') showNoUse(reasons(problem));
    else {
      password?.setAttribute('aria-invalid', 'true');
      showOutcome(reasons(problem), true);
    }
  },
);

const again = find('form#again');
if (again)
  onSubmit(
    again,
    () => ({ email: find('#email').value }),
    () => {
      showOnly();
      showOutcome(again.dataset.done, false);
    },
    (problem) => showOutcome(reasons(problem), true),
  );

find('#show')?.addEventListener('change', ({ target }) => {
  password.type = target.checked ? 'text' : 'password';
});
password?.addEventListener('input', () => password.removeAttribute('aria-invalid'));

if (token) showOnly('use');
else showNoUse('This link is incomplete. Open the link in the email again.');
