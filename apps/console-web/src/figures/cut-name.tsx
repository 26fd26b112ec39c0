import styles from './figures.module.css';

/** A name whose end tells it from others: where there is no room for all of it, its beginning is cut. */
export function CutName({ name }: { readonly name: string }) {
  return (
    <span className={styles.cutName} title={name}>
      <bdi dir="ltr">{name}</bdi>
    </span>
  );
}
