import unittest

from handler import handle

greeted = {"specversion": "1.0", "id": "1", "source": "/test", "type": "dev.example.greeted"}


class Greeting(unittest.TestCase):
    def test_greets_by_name(self):
        self.assertEqual(handle(greeted, {"name": "Ada"}), {"greeting": "hello, Ada"})

    def test_greets_the_world_when_nobody_is_named(self):
        self.assertEqual(handle(greeted, None), {"greeting": "hello, world"})


if __name__ == "__main__":
    unittest.main()
