"""What a project will cost and when it will end, with honest intervals around both."""
