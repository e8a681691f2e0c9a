import { type ReactNode, useEffect, useRef } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router-dom';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { kindLabel, t } from '../texts.js';
import { IdentityQuestion } from './identity.js';
import { Notifications } from './notifications.js';
import { SessionEnded } from './sign-in.js';
import { EnrolmentNotice } from './states.js';

const SearchBox = () => {
  const navigate = useNavigate();
  const location = useLocation();
  const q = location.pathname === '/search' ? (new URLSearchParams(location.search).get('q') ?? '') : '';
  return (
    <search className="search-box">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = String(new FormData(event.currentTarget).get('q')).trim();
          if (text) navigate(`/search?${new URLSearchParams({ q: text })}`);
        }}
      >
        <input
          key={q}
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
        />
        <button type="submit">{t('search.button')}</button>
      </form>
    </search>
  );
};

const AccountLinks = () => {
  const { user } = useSession();
  return user ? (
    <Link to="/account" className="account-link">
      {user.visibleName}
    </Link>
  ) : (
    <Link to="/account/sign-in" className="button">
      {t('account.signIn')}
    </Link>
  );
};

/** Moves the focus to the content when the view changes, so that screen readers read it. */
const useFocusOnContent = () => {
  const main = useRef<HTMLElement>(null);
  const { pathname, hash } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // The view moves it to a part of itself.
    if (hash) return;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname, hash]);
  return main;
};

/** The frame of every view: the catalogue's kinds, the search, and the account. */
export const Layout = ({ children }: { children: ReactNode }) => {
  const { kinds, document } = useCatalogue();
  const { can, mustEnrol } = useSession();
  const main = useFocusOnContent();
  return (
    <>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <header className="top">
        <div className="top-inner">
          <Link to="/" className="brand">
            <img src="/app/icon.svg" alt="" width="28" height="28" />
            <span>{document.info?.title}</span>
          </Link>
          <nav aria-label={t('app.nav')}>
            {kinds.map(({ plural }) => (
              <NavLink key={plural} to={`/${plural}`}>
                {kindLabel(plural)}
              </NavLink>
            ))}
            {can('catalogue:write') && <NavLink to="/imports">{t('import.list')}</NavLink>}
            {can('users:manage') && <NavLink to="/users">{t('admin.people')}</NavLink>}
            {can('audit:read') && <NavLink to="/audit">{t('admin.audit')}</NavLink>}
          </nav>
          <SearchBox />
          <AccountLinks />
        </div>
      </header>
      <main id="content" ref={main} tabIndex={-1}>
        {mustEnrol && <EnrolmentNotice />}
        {children}
      </main>
      <Notifications />
      <SessionEnded />
      <IdentityQuestion />
    </>
  );
};
