#include "protocol/json_member.hpp"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::protocol {

BOOST_AUTO_TEST_SUITE(json_members)

BOOST_AUTO_TEST_CASE(members)
{
    struct {
        const char* object;
        const char* value;
    } const table[] = {
        {R"({"x":1})",                           "1"                  },
        {R"( { "y" : [ 1 , 2 ] , "x" : { } } )", "{ }"                },
        {R"({"y":{"x":1}})",                     ""                   },
        {R"({"y":[{"x":1},"x"],"x":"a,}]\"b"})", R"("a,}]\"b")"       },
        {R"({"x":1,"x":2})",                     "2"                  },
        {R"({"\u0078":3})",                      "3"                  },
        {R"({"\\":1,"x\"":2,"xx":3})",           ""                   },
        {R"({"x":null , "y":1})",                "null"               },
        {R"({"x":[[],[1,{"x":2}]]})",            R"([[],[1,{"x":2}]])"},
        {"{}",                                   ""                   },
        {R"(["x",1])",                           ""                   },
        {R"("x")",                               ""                   },
        {"1",                                    ""                   },
        {"",                                     ""                   },
    };
    for (const auto& row : table)
        BOOST_TEST(json_member(row.object, "x") == row.value, row.object);
}

BOOST_AUTO_TEST_CASE(items)
{
    struct {
        const char* text;
        std::vector<std::string> items;
    } const table[] = {
        {"[1,2]",                                 {" 1", " 2"}                              },
        {" [ [ 1 , 2 ] , \"a,]\" ,{\"b\":[3]}] ", {" [ 1 , 2 ]", " \"a,]\"", " {\"b\":[3]}"}},
        {R"({"a":1 , "a" : {"b":2}})",            {R"("a" 1)", R"("a" {"b":2})"}            },
        {R"({"\u0061":null})",                    {R"("\u0061" null)"}                      },
        {"[]",                                    {}                                        },
        {" { } ",                                 {}                                        },
        {"1",                                     {}                                        },
        {R"("[1]")",                              {}                                        },
        {"",                                      {}                                        },
    };
    for (const auto& row : table) {
        std::vector<std::string> found;
        JsonItems walk{row.text};
        while (const auto item = walk.next())
            found.push_back(std::string{item->name} + " " + std::string{item->value});
        BOOST_TEST_CONTEXT(row.text)
        {
            BOOST_TEST(found == row.items, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(integers)
{
    BOOST_TEST(json_integer("0").value() == 0);
    BOOST_TEST(json_integer("-12").value() == -12);
    BOOST_TEST(json_integer("1.9").value() == 1);
    BOOST_TEST(json_integer("12e2").value() == 1200);
    BOOST_TEST(json_integer("9007199254740992").value() == 9007199254740992LL);
    for (const auto* raw :
         {"", "x", "\"1\"", "null", "[1]", "9007199254740993", "1e99", "-1e99", "1 "})
        BOOST_TEST(!json_integer(raw).has_value(), raw);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
