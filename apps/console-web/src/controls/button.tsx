import type { ButtonHTMLAttributes, Ref } from 'react';
import styles from './controls.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** primary: what one came for; plain: beside other things. */
  readonly look?: 'normal' | 'primary' | 'plain';
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'normal', className, type = 'button', ...rest }: Props) {
  return <button {...rest} type={type} data-look={look} className={`${styles.button} ${className ?? ''}`} />;
}
