import { testPages } from "./test_pages.ts";

testPages((page) => page.startsWith("docs/how-to/"));
