import DefaultTheme from 'vitepress/theme';
import './line-breaks.css';

export default DefaultTheme;
