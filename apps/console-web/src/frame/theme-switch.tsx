import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { chooseTheme, themes, useTheme, type Theme } from '../theme/theme';
import styles from './frame.module.css';

const icons: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };
const words: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeSwitch() {
  const chosen = useTheme();
  return (
    <div className={styles.themes} role="group" aria-label="Colors">
      {themes.map((theme) => {
        const Icon = icons[theme];
        return (
          <button
            key={theme}
            type="button"
            aria-pressed={theme === chosen}
            aria-label={words[theme]}
            title={words[theme]}
            onClick={() => chooseTheme(theme)}
          >
            <Icon size={15} aria-hidden />
          </button>
        );
      })}
    </div>
  );
}
