/** Keys as they are printed on the keyboard: `g s` are two, one after the other. */
export function Keys({ of }: { of: string }) {
  return (
    <>
      {of.split(' ').map((key, i) => (
        <span key={i}>
          {i > 0 && ' '}
          <kbd>{key === 'Escape' ? 'Esc' : key.replace('Ctrl+k', 'Ctrl K')}</kbd>
        </span>
      ))}
    </>
  );
}
