import { useNotificationContext } from 'ra-core';
import { useEffect } from 'react';

const shownMs = 6_000;

/** Messages about what was done. Each disappears after a moment; screen readers announce it. */
export const Notifications = () => {
  const { notifications, takeNotification } = useNotificationContext();
  useEffect(() => {
    if (notifications.length === 0) return;
    const timer = setTimeout(takeNotification, shownMs);
    return () => clearTimeout(timer);
  }, [notifications, takeNotification]);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notifications.map(({ message, type }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message can be repeated
        <p key={index} className={`notice ${type}`}>
          {message}
        </p>
      ))}
    </div>
  );
};
