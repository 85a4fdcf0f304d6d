mod noding;
