import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

/**
 * Shows its children above the page, which stays as it is. When it is removed, the focus goes back to where it was.
 * @param onClose called when the person closes it
 */
export const Dialog = ({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const isRemoved = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      isRemoved.current = true;
      element?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => isRemoved.current || onClose()}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
};
