import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

/**
 * A modal dialog. When it is removed, the focus returns to the element that had it before.
 * @param onClose called when the user closes it
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
